package exact

// Lost counts the members of objects, at any depth, that were sent and did not come back: of two ways to read a value,
// the better one loses fewer. A null that came back as something else is lost too; other values of members are not compared.
func Lost(sent, back []byte) int {
	switch Kind(sent) {
	case "object":
		return lostMembers(sent, back)
	case "array":
		return lostItems(sent, back)
	}
	if string(sent) == "null" && string(back) != "null" {
		return 1
	}
	return 0
}

func lostMembers(sent, back []byte) int {
	found := map[string][]byte{}
	for name, value := range Members(back) {
		found[name] = value
	}
	lost := 0
	for name, value := range Members(sent) {
		if again, ok := found[name]; ok {
			lost += Lost(value, again)
		} else {
			lost++
		}
	}
	return lost
}

func lostItems(sent, back []byte) int {
	var found [][]byte
	for item := range Items(back) {
		found = append(found, item)
	}
	lost, i := 0, 0
	for item := range Items(sent) {
		if i < len(found) {
			lost += Lost(item, found[i])
		} else {
			lost++
		}
		i++
	}
	return lost
}
