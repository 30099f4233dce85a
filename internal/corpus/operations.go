package main

// The count of operations by a reader that has nothing in common with the generator's: plain maps, no order, no
// positions, no versions. It follows the references of the table of paths and of path items, and no others.

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
	return countPaths(root, file, object(object(root)["paths"]), 0), nil
}

// countPaths counts in a table of paths, or in the one that a reference in its place leads to.
func countPaths(root any, file string, paths map[string]any, depth int) int {
	count := 0
	if target, _ := paths["$ref"].(string); target != "" && depth < 10 {
		there, name, referred := referredTo(root, file, target)
		count += countPaths(there, name, referred, depth+1)
	}
	for path, item := range paths {
		if !strings.HasPrefix(path, "x-") {
			count += countItem(root, file, object(item), 0)
		}
	}
	return count
}

func countItem(root any, file string, item map[string]any, depth int) int {
	count := 0
	if target, _ := item["$ref"].(string); target != "" && depth < 10 {
		there, name, referred := referredTo(root, file, target)
		count += countItem(there, name, referred, depth+1)
	}
	methods := []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
	for key, value := range item {
		if _, ok := value.(map[string]any); ok && slices.Contains(methods, key) {
			count++
		}
	}
	return count + len(object(item["additionalOperations"]))
}

// referredTo is the object that a reference leads to, with the file that it stands in.
func referredTo(root any, file, target string) (there any, name string, referred map[string]any) {
	other, pointer, _ := strings.Cut(target, "#")
	if other != "" {
		file = filepath.Join(filepath.Dir(file), filepath.FromSlash(other))
		var err error
		if root, err = decode(file); err != nil {
			return nil, file, nil
		}
	}
	return root, file, object(follow(root, pointer))
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
