package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const orders = `openapi: 3.1.0
info: {title: Orders API, version: 1.0.0}
servers: [{url: https://api.orders.example}]
paths:
  /orders/{id}:
    get:
      tags: [Orders]
      operationId: getOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: The order., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
components: {schemas: {Order: {type: object, properties: {id: {type: string}}}}}
`

// overlayText is how overlays begin.
const overlayText = "overlay: 1.0.0\ninfo: {title: Changes, version: 1.0.0}\nactions:\n"

// Arguments and files may say $DIR: the case's own directory, which what is printed is freed of again.
func TestRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files  map[string]string // beside orders.yaml and the client of an earlier run, in out/
		args   string
		stdin  string
		code   int
		stdout string // a part of it; "": none at all
		stderr string // a part of it; "": none at all
		wrote  string // a file that must be there; "": the earlier client must be untouched
	}{
		"no arguments print the help and are wrong": {code: 2, stderr: "Usage:\n  apigen COMMAND"},
		"help goes to standard output":              {args: "--help", stdout: "Usage:\n  apigen COMMAND"},
		"help for a command":                        {args: "help dump", stdout: "apigen dump --stage api|plan"},
		"help by flag":                              {args: "generate -h", stdout: "--out DIR"},
		"version":                                   {args: "version", stdout: "apigen "},
		"explain an operation":                      {args: "explain getOrder --spec $DIR/orders.yaml", stdout: "GET /orders/{id}  getOrder  orders.yaml:7:7\nclient.Orders.Get(ctx, id)\n\npages: none"},
		"explain a method, after the flags":         {args: "explain --spec $DIR/orders.yaml Orders.Get", stdout: "getOrder"},
		"explain what is not there":                 {args: "explain getOrdr --spec $DIR/orders.yaml", code: 2, stderr: `nothing is called "getOrdr"; did you mean getOrder`},
		"explain nothing":                           {args: "explain", code: 2, stderr: "nothing is named"},
		"version by flag":                           {args: "--version", stdout: "apigen "},
		"an unknown command":                        {args: "genrate", code: 2, stderr: `there is no command "genrate"`},
		"an unknown flag": {
			args: "generate --spce $DIR/orders.yaml", code: 2, stderr: "apigen generate: unknown flag: --spce\nSee apigen generate --help.",
		},
		"a flag without its value": {args: "generate --spec", code: 2, stderr: "flag needs an argument: --spec"},
		"an argument too many":     {args: "generate $DIR/orders.yaml", code: 2, stderr: `unexpected argument "orders.yaml"`},
		"no output directory":      {args: "generate --spec $DIR/orders.yaml", code: 2, stderr: "no output directory is named: set --out"},
		"no document":              {args: "generate", code: 2, stderr: "no --spec is given, and there is no apigen.yaml here"},
		"a package that Go does not allow": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/out --package my-pkg", code: 2, stderr: `"my-pkg" cannot be the name`,
		},
		"success is silent": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/new", wrote: "new/client.go",
		},
		"the document comes from standard input": {
			args: "generate --spec - --out $DIR/new --package orders", stdin: orders, wrote: "new/client.go",
		},
		"everything stands in a configuration": {
			files: map[string]string{"sub/apigen.yaml": "spec: ../orders.yaml\nout: ../new\npackage: orders\n"},
			args:  "generate --config $DIR/sub/apigen.yaml", wrote: "new/client.go",
		},
		"flags override the configuration": {
			files: map[string]string{"apigen.yaml": "spec: missing.yaml\nout: out\n"},
			args:  "generate --config $DIR/apigen.yaml --spec $DIR/orders.yaml --out $DIR/new", wrote: "new/client.go",
		},
		"an overlay by flag": {
			files: map[string]string{"fix.yaml": overlayText + "- {target: $.components.schemas, update: {Draft: {type: object}}}\n"},
			args:  "generate --spec $DIR/orders.yaml --out $DIR/new --overlay $DIR/fix.yaml", wrote: "new/types.go",
		},
		"overlays by flag, in their order": {
			files: map[string]string{
				"a.yaml": overlayText + "- {target: $.info, update: {x-a: {}}}\n", "b.yaml": overlayText + "- {target: $.info.x-b, remove: true}\n",
				"c.yaml": overlayText + "- {target: \"$.info['x-a']\", remove: true}\n",
			},
			args: "generate --spec $DIR/orders.yaml --out $DIR/out --overlay $DIR/a.yaml --overlay $DIR/b.yaml --overlay $DIR/c.yaml", code: 1,
			stderr: "b.yaml:4:12: error: the JSONPath $.info.x-b cannot be read: expected . or [ or the end, found '-' (at character 9) (overlay-jsonpath)",
		},
		"an overlay that is not there": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/out --overlay $DIR/no.yaml", code: 1, stderr: "no.yaml: error: there is no file",
		},
		"an overlay that changes nothing, in strict mode": {
			files: map[string]string{"fix.yaml": overlayText + "- {target: $.info.title.x, remove: true}\n"},
			args:  "generate --spec $DIR/orders.yaml --out $DIR/out --overlay $DIR/fix.yaml --strict", code: 1, stderr: "(overlay-no-match)",
		},
		"operations are included by flag": {
			args: "dump --spec $DIR/orders.yaml --include operation=get*,method=get", stdout: `"operationId": "getOrder"`,
		},
		"all operations are excluded by flag": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/out --exclude path=/orders/**", code: 1,
			stderr: "error: the choices leave nothing of the document: none of 1 operations (nothing-chosen)\n",
		},
		"a flag overrides the choices of a configuration": {
			files: map[string]string{"apigen.yaml": "spec: orders.yaml\nout: new\ninclude: [{tag: Nobody}]\n"},
			args:  "generate --config $DIR/apigen.yaml --include tag=Orders", wrote: "new/orders.go",
		},
		"a choice that is none": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/out --include Orders", code: 2,
			stderr: "apigen generate: \"Orders\" does not choose: expected KEY=VALUE,…; keys are tag, operation, path, method, webhook\n",
		},
		"a runtime that there is not": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/out --runtime copy", code: 2, stderr: "there is no runtime \"copy\": expected import or vendor",
		},
		"a misspelt key in a configuration": {
			files: map[string]string{"apigen.yaml": "spec: orders.yaml\nuot: client\nrefs: {allowed: []}\n"},
			args:  "generate --config $DIR/apigen.yaml", code: 2,
			stderr: "apigen.yaml:2:6: error: there is no key uot (config-unknown-key)\n\tuot: client\n\t     ^\n\thint: did you mean out?\n" +
				"apigen.yaml:3:17: error: there is no key allowed in refs (config-unknown-key)\n\trefs: {allowed: []}\n\t                ^\n\thint: did you mean allow?\n" +
				"apigen: 2 errors; apigen.yaml cannot be used\n",
		},
		"a value of the wrong type in a configuration": {
			files: map[string]string{"apigen.yaml": "spec: [a]\nstrict: maybe\n"},
			args:  "generate --config $DIR/apigen.yaml", code: 2, stderr: "apigen.yaml:2:9: error: expected true or false (config-type)",
		},
		"a configuration that is not there": {args: "generate --config $DIR/no.yaml", code: 2, stderr: "no.yaml: error: the configuration cannot be read"},
		"a document that is not there": {
			args: "generate --spec $DIR/no.yaml --out $DIR/out", code: 1, stderr: "no.yaml",
		},
		"a directory instead of a document": {args: "generate --spec $DIR/out --out $DIR/out", code: 1, stderr: "error: "},
		"a document that is not YAML": {
			files: map[string]string{"bad.yaml": "openapi: [3.1.0\n"},
			args:  "generate --spec $DIR/bad.yaml --out $DIR/out", code: 1, stderr: "apigen: 1 error; nothing was written",
		},
		"a version of the future": {
			files: map[string]string{"v4.yaml": "openapi: 4.0.0\ninfo: {title: a, version: b}\npaths: {}\n"},
			args:  "generate --spec $DIR/v4.yaml --out $DIR/out", code: 1, stderr: "v4.yaml:1:10: error: ",
		},
		"a file in place of the output directory": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/orders.yaml/client", code: 1, stderr: "not a directory",
		},
		"a file of the user in the output directory": {
			files: map[string]string{"out/orders.go": "package mine"},
			args:  "generate --spec $DIR/orders.yaml --out $DIR/out", code: 1, stderr: "orders.go: not made by apigen",
		},
		"warnings are printed, and the client is written": {
			files: map[string]string{"odd.yaml": strings.Replace(orders, "id: {type: string}}}", "id: {type: strnig}}}", 1)},
			args:  "generate --spec $DIR/odd.yaml --out $DIR/new", stderr: "odd.yaml:11:", wrote: "new/client.go",
		},
		"warnings are errors in strict mode": {
			files: map[string]string{"odd.yaml": strings.Replace(orders, "id: {type: string}}}", "id: {type: strnig}}}", 1)},
			args:  "generate --spec $DIR/odd.yaml --out $DIR/out --strict", code: 1, stderr: "apigen: 1 error; nothing was written",
		},
		"diagnostics are one JSON document": {
			files: map[string]string{"odd.yaml": strings.Replace(orders, "id: {type: string}}}", "id: {type: strnig}}}", 1)},
			args:  "generate --spec $DIR/odd.yaml --out $DIR/new --format json", wrote: "new/client.go",
			stderr: "{\n  \"diagnostics\": [\n    {\n      \"severity\": \"warning\",\n      \"code\": \"bad-type\",\n",
		},
		"nothing to say is a JSON document too": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/new --format json", wrote: "new/client.go",
			stderr: "{\n  \"diagnostics\": [],\n  \"errors\": 0,\n  \"warnings\": 0,\n  \"notes\": 0\n}\n",
		},
		"the disk's fault is in the JSON document": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/orders.yaml/client --format json", code: 1,
			stderr: "\"notes\": 0,\n  \"failure\": \"writing to orders.yaml/client: orders.yaml: not a directory\"\n}\n",
		},
		"so is that of the configuration": {
			files: map[string]string{"apigen.yaml": "uot: client\n"},
			args:  "dump --config $DIR/apigen.yaml --format json", code: 2,
			stderr: "\"failure\": \"1 error; apigen.yaml cannot be used\"\n}\n",
		},
		"so is that of the command line, once it is understood": {
			args: "generate --spec $DIR/orders.yaml --format json", code: 2, stderr: "\"failure\": \"no output directory is named",
		},
		"an unknown format": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/out --format xml", code: 2, stderr: `there is no format "xml": expected text or json`,
		},
		"a summary for those who ask": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/new -v", wrote: "new/client.go", stderr: "new: 1 operation, 1 type\n",
		},
		"a client with a runtime of its own needs a module": {
			args: "generate --spec $DIR/orders.yaml --out $DIR/new --runtime vendor", code: 2, stderr: "is in no Go module: run go mod init",
		},
		"a client with a runtime of its own": {
			files: map[string]string{"go.mod": "module example.com/shop\n\ngo 1.26\n"},
			args:  "generate --spec $DIR/orders.yaml --out $DIR/new --runtime vendor", wrote: "new/internal/runtime/LICENSE",
		},
		"a reference that names nothing": {
			files: map[string]string{"odd.yaml": strings.Replace(orders, "schemas/Order'", "schemas/Ordre'", 1)},
			args:  "generate --spec $DIR/odd.yaml --out $DIR/out --strict", code: 1, stderr: "did you mean \"Order\"?",
		},
		"a reference that leads back to itself": {
			files: map[string]string{"odd.yaml": orders[:strings.Index(orders, "components:")] + "components: {schemas: {Order: {$ref: '#/components/schemas/Order'}}}\n"},
			args:  "generate --spec $DIR/odd.yaml --out $DIR/out --strict", code: 1, stderr: "odd.yaml:11:38: error: ",
		},
		"a document that is not OpenAPI": {
			files: map[string]string{"odd.yaml": "name: service\n"},
			args:  "generate --spec $DIR/odd.yaml --out $DIR/out", code: 1, stderr: "odd.yaml:1:1: error: ",
		},
		"the stage of the API":         {args: "dump --spec $DIR/orders.yaml", stdout: `"operationId": "getOrder"`},
		"the stage of the plan":        {args: "dump --stage plan --spec $DIR/orders.yaml", stdout: `"OrdersService"`},
		"a stage that there is not":    {args: "dump --stage spec --spec $DIR/orders.yaml", code: 2, stderr: `there is no stage "spec"`},
		"dumping what is no document":  {args: "dump --spec $DIR/no.yaml", code: 1, stderr: "no.yaml"},
		"arguments for version":        {args: "version now", code: 2, stderr: `unexpected argument "now"`},
		"help for a command not there": {args: "help me", code: 2, stderr: `there is no command "me"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, map[string]string{
				"orders.yaml": orders, "out/client.go": "// Code generated by apigen. DO NOT EDIT.\n\npackage before\n",
			})
			put(t, dir, c.files)
			before := read(t, dir)
			var stdout, stderr bytes.Buffer
			args := strings.Fields(strings.ReplaceAll(c.args, "$DIR", dir))
			code := run(t.Context(), args, strings.NewReader(c.stdin), &stdout, &stderr)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			checkPart(t, "standard output", strings.ReplaceAll(stdout.String(), dir+"/", ""), c.stdout)
			checkPart(t, "standard error", strings.ReplaceAll(stderr.String(), dir+"/", ""), c.stderr)
			after := read(t, dir)
			if c.wrote == "" {
				if diff := cmp.Diff(before, after); diff != "" {
					t.Errorf("files afterwards (-want +got):\n%s", diff)
				}
			} else if after[c.wrote] == "" {
				t.Errorf("%s is not there", c.wrote)
			}
		})
	}
}

func checkPart(t *testing.T, what, got, want string) {
	t.Helper()
	if want == "" && got != "" {
		t.Errorf("%s, want none:\n%s", what, got)
	}
	if !strings.Contains(got, want) {
		t.Errorf("%s:\n%s\nwant in it:\n%s", what, got, want)
	}
}

func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
