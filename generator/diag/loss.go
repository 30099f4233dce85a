package diag

// losses groups codes by what a finding costs the user, the most first. Codes that are not named here have the place of
// the empty group: something was read as what it probably means.
func losses() [][]string {
	return [][]string{
		{"syntax", "unreadable", "config-unreadable", "not-openapi", "unsupported-version", "empty-document"},
		{"operation-skipped", "bad-method", "bad-path", "callback-skipped", "several-bodies"},
		{"dangling-ref", "outside-ref", "remote-ref", "cyclic-ref", "bad-schema", "bad-type", "allof-conflict", "recursive-allof",
			"union-too-large", "unread-response", "bad-discriminator", "bad-enum", "bad-parameter", "member-name",
			"choice-no-match", "overlay-no-match"},
		{},
		{"name-clash", "unused-name"},
		{"duplicate-key", "invalid-utf8", "several-documents", "yaml-key", "yaml-number", "many-warnings"},
	}
}

// byLoss returns the place of each code among the losses.
func byLoss() func(code string) int {
	order, others := map[string]int{}, 0
	for i, codes := range losses() {
		if len(codes) == 0 {
			others = i
		}
		for _, code := range codes {
			order[code] = i
		}
	}
	return func(code string) int {
		if i, named := order[code]; named {
			return i
		}
		return others
	}
}
