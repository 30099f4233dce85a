package generator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// Stages that [Dump] can print.
const (
	StageAPI  = "api"  // what the API is, in OpenAPI's words
	StagePlan = "plan" // what Go code there will be
)

// Dump returns a stage of the pipeline as indented JSON: what one room hands to the next. It returns nil bytes if a
// diagnostic is an error.
func Dump(ctx context.Context, c Config, stage string) ([]byte, []Diagnostic, error) {
	document, client, list, err := build(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	found := c.judge(list)
	if document == nil || hasError(found) {
		return nil, found, nil
	}
	switch stage {
	case StageAPI:
		return indented(document, found)
	case StagePlan:
		return indented(client, found)
	}
	return nil, found, fmt.Errorf("there is no stage %q: expected %q or %q", stage, StageAPI, StagePlan)
}

func indented(stage any, found []Diagnostic) ([]byte, []Diagnostic, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(stage)
	return b.Bytes(), found, err
}
