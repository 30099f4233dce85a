package exact

// Lost counts the members of objects, at any depth, that were sent and did not come back, and those that came back and were
// never sent: of two ways to read a value, the better one makes less of a difference. A member that is lost counts with all
// that is in it, so that what is unknown further down never weighs more than what is around it. A null that came back as
// something else is lost too; other values of members are not compared.
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
			lost += 1 + weight(value)
		}
		delete(found, name)
	}
	return lost + len(found)
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
			lost += 1 + weight(item)
		}
		i++
	}
	return lost
}

// weight counts the members and items in a value.
func weight(data []byte) int {
	n := 0
	switch Kind(data) {
	case "object":
		for _, value := range Members(data) {
			n += 1 + weight(value)
		}
	case "array":
		for item := range Items(data) {
			n += 1 + weight(item)
		}
	}
	return n
}
