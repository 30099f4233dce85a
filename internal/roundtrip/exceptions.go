package main

import "strings"

// exception is a failure that is known and is not to be mended here.
type exception struct {
	document string // suffix of its path; "": all
	schema   string // "#/components/schemas/Order"; "": all
	what     string // part of what went wrong
	reason   string
}

// exceptions are those of one document.
func exceptions(name string) []exception {
	var list []exception
	for _, e := range allExceptions() {
		if strings.HasSuffix(name, e.document) {
			list = append(list, e)
		}
	}
	return list
}

// Reasons.
const (
	isUpload = "the body of a multipart request: its files are no JSON"
	inCase   = "encoding/json reads names in any case, and the document requires a name that it declares in another"
	overlap  = "alternatives of the document overlap: the one that knows the most members is taken, and is not the one that was meant"
	noUnion  = "the document's discriminator stands beside the member that is the union, and maps to what that member can be"
)

// allExceptions are what JSON in Go, or a fault of a document, makes impossible.
func allExceptions() []exception {
	list := []exception{
		{what: "of type runtime.File", reason: isUpload},
		{what: "of type []runtime.File", reason: isUpload},
		{document: "platform-docs-public/openapi.yaml", what: "/file: dropped: null", reason: isUpload},
		{what: "in another case", reason: inCase},
		{document: "openapi-generation-tests/test.yaml", schema: "components.yaml#/components/schemas/mixedDataEvent", what: "/data: dropped", reason: noUnion},
	}
	list = append(list,
		exception{document: "openai-openapi/openapi.yaml", schema: "#/components/schemas/CreateEvalCompletionsRunDataSource", what: "/detail: added", reason: overlap},
		exception{document: "platform-docs-public/openapi.yaml", schema: "#/components/schemas/SignalInvocationBody", what: "/input/", reason: overlap},
	)
	for _, schema := range []string{"FileObject", "Files", "Folder", "Folders"} {
		list = append(list, exception{document: "xero_files.yaml", schema: "#/components/schemas/" + schema, reason: inCase})
	}
	return list
}
