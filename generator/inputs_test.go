package generator

import (
	"reflect"
	"runtime/debug"
	"testing"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// A new field of the configuration has to be in its hash, or a check would not see that it has changed.
func TestTheHashOfAConfigurationKnowsEveryField(t *testing.T) {
	t.Parallel()
	elsewhere := map[string]string{
		"Spec": "the document has hashes of its own", "Out": "a client is the same wherever it is", "Lock": "it holds the hash",
		"Source": "where a copy comes from makes no difference", "Stdin": "the document has hashes of its own",
		"Import": "it counts with a runtime of the client's own only: see below",
	}
	plain := Config{Spec: "a.yaml", Out: "client"}
	for i := range reflect.TypeFor[Config]().NumField() {
		field := reflect.TypeFor[Config]().Field(i)
		if !field.IsExported() || elsewhere[field.Name] != "" {
			continue
		}
		c := plain
		setAny(reflect.ValueOf(&c).Elem().Field(i))
		if c.meaning() == plain.meaning() {
			t.Errorf("the hash is the same with another %s", field.Name)
		}
	}
	own := Config{Spec: "a.yaml", Out: "client", Runtime: VendorRuntime, Import: "example.com/a"}
	other := own
	other.Import = "example.com/b"
	if own.meaning() == other.meaning() {
		t.Error("the hash is the same with another import path")
	}
}

// setAny makes a value other than its zero value.
func setAny(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Slice:
		item := reflect.New(v.Type().Elem()).Elem()
		setAny(item)
		v.Set(reflect.Append(v, item))
	case reflect.Map:
		item := reflect.New(v.Type().Elem()).Elem()
		setAny(item)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("x"), item)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		setAny(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Field(i).Type() != reflect.TypeFor[diag.Pos]() {
				setAny(v.Field(i))
			}
		}
	}
}

func TestTheHashOfAConfigurationIsOfWhatItMeans(t *testing.T) {
	t.Parallel()
	a := Config{Spec: "specs/a.yaml", Out: "shop", Exclude: []Choice{{Tag: "x", Pos: diag.Pos{File: "apigen.yaml", Line: 3}}},
		Operations: map[string]OperationRule{"pos": {Partial: &api.Partial{Flag: "ok"}}}}
	b := Config{Spec: "/elsewhere/b.yaml", Out: "/tmp/shop", Package: "shop", Runtime: ImportRuntime, Exclude: []Choice{{Tag: "x"}},
		Operations: map[string]OperationRule{"pos": {Partial: &api.Partial{Flag: "ok"}}}, Names: map[string]string{}}
	if a.meaning() != b.meaning() {
		t.Error("the same configuration has two hashes")
	}
	b.Operations = nil
	if a.meaning() == b.meaning() {
		t.Error("a rule for an operation that is called pos is not in the hash")
	}
}

func TestOnlyReleasesHaveAVersion(t *testing.T) {
	t.Parallel()
	module := func(version string) debug.Module {
		return debug.Module{Path: ownModule(), Version: version, Sum: "h1:x"}
	}
	replaced := module("v1.2.0")
	replaced.Replace = &debug.Module{Path: "../apigen"}
	dependency := module("v1.3.0")
	for name, c := range map[string]struct {
		info debug.BuildInfo
		want string
	}{
		"a release":              {debug.BuildInfo{Main: module("v1.2.0")}, "v1.2.0"},
		"go run in a checkout":   {debug.BuildInfo{Main: module("(devel)")}, devel},
		"go build in a checkout": {debug.BuildInfo{Main: module("v1.2.1-0.20260101000000-abcdefabcdef"), Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}}}, devel},
		"with changes":           {debug.BuildInfo{Main: module("v1.2.1-0.20260101000000-abcdefabcdef+dirty")}, devel},
		"replaced by a checkout": {debug.BuildInfo{Main: replaced}, devel},
		"as a library":           {debug.BuildInfo{Main: debug.Module{Path: "example.com/x", Version: "(devel)"}, Deps: []*debug.Module{&dependency}}, "v1.3.0"},
		"without a module":       {debug.BuildInfo{}, devel},
	} {
		if got := releaseOf(&c.info); got != c.want {
			t.Errorf("%s: the version is %q, want %q", name, got, c.want)
		}
	}
}
