package naming

import "strings"

// Singular gives one of many: orders -> order, Categories -> Category, IDs -> ID. Words that have no plural stay.
func Singular(word string) string {
	lower := strings.ToLower(word)
	if one, ok := irregular(lower); ok {
		return matchCase(word, one)
	}
	for _, rule := range []struct{ suffix, with string }{
		{"ies", "y"}, {"sses", "ss"}, {"xes", "x"}, {"ches", "ch"}, {"shes", "sh"}, {"zzes", "z"}, {"oes", "o"},
	} {
		if strings.HasSuffix(lower, rule.suffix) && len(lower) > len(rule.suffix)+1 {
			return word[:len(word)-len(rule.suffix)] + rule.with
		}
	}
	switch {
	case strings.HasSuffix(lower, "uses") && !hasAnySuffix(lower, "auses", "ouses") && len(lower) > 4:
		return word[:len(word)-2] // statuses, bonuses
	case !strings.HasSuffix(lower, "s"), len(lower) < 3, hasAnySuffix(lower, "ss", "us", "is", "ous"):
		return word
	}
	return word[:len(word)-1]
}

// Plural gives many of one: order -> orders, category -> categories. Words that are plural already stay.
func Plural(word string) string {
	lower := strings.ToLower(word)
	switch {
	case word == "" || Singular(word) != word || isUncountable(lower):
		return word
	case strings.HasSuffix(lower, "y") && len(lower) > 1 && !hasAnySuffix(lower, "ay", "ey", "oy", "uy"):
		return word[:len(word)-1] + "ies"
	case hasAnySuffix(lower, "s", "x", "ch", "sh"):
		return word + "es"
	}
	return word + "s"
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}

// matchCase gives the singular the capital of the plural.
func matchCase(word, one string) string {
	if word != "" && word[0] >= 'A' && word[0] <= 'Z' {
		return strings.ToUpper(one[:1]) + one[1:]
	}
	return one
}

func isUncountable(lower string) bool {
	switch lower {
	case "data", "metadata", "media", "news", "series", "species", "information", "info", "equipment", "sms", "dns", "https",
		"aws", "css", "gps", "tls", "rss", "kudos", "chaos", "canvas", "analytics", "logistics", "statistics", "always", "sepa":
		return true
	}
	return false
}

func irregular(lower string) (string, bool) {
	if isUncountable(lower) {
		return lower, true
	}
	for _, pair := range []struct{ many, one string }{
		{"people", "person"}, {"children", "child"}, {"men", "man"}, {"women", "woman"}, {"indices", "index"},
		{"vertices", "vertex"}, {"matrices", "matrix"}, {"criteria", "criterion"}, {"analyses", "analysis"},
		{"bases", "base"}, {"aliases", "alias"}, {"biases", "bias"}, {"canvases", "canvas"}, {"atlases", "atlas"},
		{"gases", "gas"}, {"caches", "cache"}, {"niches", "niche"}, {"shoes", "shoe"}, {"movies", "movie"},
		{"cookies", "cookie"}, {"calories", "calorie"}, {"zombies", "zombie"}, {"ties", "tie"}, {"pies", "pie"},
		{"halves", "half"}, {"shelves", "shelf"}, {"axes", "axis"}, {"uses", "use"}, {"lenses", "lens"}, {"buses", "bus"},
	} {
		if pair.many == lower {
			return pair.one, true
		}
	}
	return "", false
}
