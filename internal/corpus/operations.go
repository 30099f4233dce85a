package main

// The count of operations by a reader that has nothing in common with the generator's: plain maps, no order, no
// positions, no versions. It follows a path item's or an operation's reference to another file, and no other.

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// countOperations counts the methods of all paths of a document.
func countOperations(file string) (int, error) {
	root, err := decode(file)
	if err != nil {
		return 0, err
	}
	count := 0
	for _, item := range object(object(root)["paths"]) {
		count += countItem(root, file, object(item), 0)
	}
	return count, nil
}

func countItem(root any, file string, item map[string]any, depth int) int {
	count := 0
	if target, _ := item["$ref"].(string); target != "" && depth < 10 {
		count += countReferred(root, file, target, depth)
	}
	methods := []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
	for key, value := range item {
		if _, ok := value.(map[string]any); ok && slices.Contains(methods, key) {
			count++
		}
	}
	return count + len(object(item["additionalOperations"]))
}

func countReferred(root any, file, target string, depth int) int {
	name, pointer, _ := strings.Cut(target, "#")
	if name != "" {
		file = filepath.Join(filepath.Dir(file), filepath.FromSlash(name))
		var err error
		if root, err = decode(file); err != nil {
			return 0
		}
	}
	return countItem(root, file, object(follow(root, pointer)), depth+1)
}

// follow walks a JSON pointer.
func follow(at any, pointer string) any {
	for _, token := range strings.Split(pointer, "/")[1:] {
		if plain, err := url.PathUnescape(token); err == nil {
			token = plain
		}
		at = object(at)[strings.NewReplacer("~1", "/", "~0", "~").Replace(token)]
	}
	return at
}

func object(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func decode(file string) (any, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var value any
	if json.Unmarshal(content, &value) == nil {
		return value, nil
	}
	err = yaml.Unmarshal(content, &value)
	return value, err
}
