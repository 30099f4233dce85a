package golden_test

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// A vendor's document has its keys in another order whenever their own generator feels like it. Nothing may move then:
// no name, no file, no line. The order of properties is the order of fields, so it alone counts.
func TestShuffledKeysGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, name := range cases(t, ".") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := generate(t, config(t, name))
			for seed := range uint64(3) {
				dir := t.TempDir()
				shuffleInto(t, dir, name, rand.New(rand.NewPCG(seed, 1)))
				got := generate(t, config(t, dir))
				if diff := cmp.Diff(lines(goFiles(want)), lines(goFiles(got))); diff != "" {
					t.Fatalf("with its keys shuffled (seed %d), the document gives other files (-want +got):\n%s", seed, diff)
				}
			}
		})
	}
}

func TestTheShufflerMovesKeysButNoProperties(t *testing.T) {
	t.Parallel()
	var document yaml.Node
	text := "a: 1\nb: 2\nc: 3\nd: 4\nproperties: {z: {k: 1, l: 2}, y: 1, x: 1, w: 1, v: 1}\n"
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	shuffle(&document, rand.New(rand.NewPCG(1, 1)))
	got, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(string(got), "a: 1\nb: 2\nc: 3\nd: 4\n") {
		t.Errorf("nothing was shuffled:\n%s", got)
	}
	if !strings.Contains(string(got), "y: 1, x: 1, w: 1, v: 1}") {
		t.Errorf("properties were shuffled:\n%s", got)
	}
}

func goFiles(files map[string]string) map[string]string {
	kept := map[string]string{}
	for name, content := range files {
		if strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".md") {
			kept[name] = content
		}
	}
	return kept
}

// shuffleInto copies the documents of a case, with their keys in another order.
func shuffleInto(t *testing.T, to, from string, r *rand.Rand) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		switch filepath.Ext(path) {
		case ".yaml", ".yml", ".json":
			return shuffleFile(target, path, r)
		}
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func shuffleFile(target, path string, r *rand.Rand) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return err
	}
	shuffle(&document, r)
	content, err = yaml.Marshal(&document)
	if err != nil {
		return err
	}
	// A JSON file has become YAML, in flow style.
	return os.WriteFile(strings.TrimSuffix(target, filepath.Ext(target))+".yaml", content, 0o644)
}

// shuffle reorders the members of all mappings below a node, except those of "properties".
func shuffle(n *yaml.Node, r *rand.Rand) {
	for i, child := range n.Content {
		named := n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "properties"
		if child.Kind == yaml.MappingNode && !named {
			shuffleMembers(child, r)
		}
		shuffle(child, r)
	}
}

func shuffleMembers(n *yaml.Node, r *rand.Rand) {
	r.Shuffle(len(n.Content)/2, func(i, j int) {
		n.Content[2*i], n.Content[2*j] = n.Content[2*j], n.Content[2*i]
		n.Content[2*i+1], n.Content[2*j+1] = n.Content[2*j+1], n.Content[2*i+1]
	})
}
