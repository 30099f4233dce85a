package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/internal/standin"
)

// driver is the program that is compiled with a client: it calls the methods that it is told to, by reflection. It is kept
// under a name that the go command does not compile here.
//
//go:embed driver.go.txt
var driver string

// program is the driver for a client: with the credentials of all schemes, and a base URL if the client has none.
func program(client *plan.Package, document *standin.Document) []byte {
	var options []string
	configured := map[string]bool{}
	for _, o := range client.Client.Options {
		if configured[o.Scheme] {
			continue
		}
		switch o.Kind {
		case plan.APIKey, plan.Bearer:
			options = append(options, fmt.Sprintf("client.%s(%q)", o.Name, "secret-"+strconv.Itoa(len(options))))
		case plan.Basic:
			options = append(options, fmt.Sprintf("client.%s(%q, %q)", o.Name, "user", "secret"))
		default:
			continue
		}
		configured[o.Scheme] = true
	}
	for _, key := range schemes(client) {
		if !configured[key] {
			options = append(options, fmt.Sprintf("runtime.WithCredential(%q, otherCredential(%q))", key, document.Challenge(key)))
		}
	}
	base := ""
	if client.Client.BaseURL == "" {
		base = strconv.Quote("https://standin.example"+document.Prefix()) + ", "
	}
	return []byte(strings.NewReplacer("/*HEADERS*/", headerCases(client), "/*BASE*/", base, "/*OPTIONS*/", strings.Join(append(options, ""), ",\n\t\t")).Replace(driver))
}

// schemes are the keys of all schemes that operations need.
func schemes(client *plan.Package) []string {
	var keys []string
	for _, t := range client.Tables {
		for _, alternative := range t.Security {
			keys = append(keys, alternative...)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// headerCases are the arms of a switch that make the structs for headers of responses.
func headerCases(client *plan.Package) string {
	var b strings.Builder
	for _, file := range client.Files {
		if file.Service == nil {
			continue
		}
		for _, m := range file.Service.Methods {
			if m.Headers != "" {
				fmt.Fprintf(&b, "case %q:\n\t\treturn new(client.%s)\n\t", file.Service.Field+"."+m.Name, m.Headers)
			}
		}
	}
	return b.String()
}
