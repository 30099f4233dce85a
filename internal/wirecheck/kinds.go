package main

import "github.com/apigen-go/apigen/internal/synth"

// kind is one way to call a method, and to answer it.
type kind struct {
	name     string
	request  synth.Recipe
	response synth.Recipe
	optional bool // parameters and bodies that need not be there
	awkward  bool // texts that are hard to send
}

// kinds are the ways in which every method is called. The awkward ones are three, as one value has only one edge.
func kinds() []kind {
	return []kind{
		{name: "all", optional: true,
			request: synth.Recipe{Optional: true}, response: synth.Recipe{Optional: true}},
		{name: "required"},
		{name: "awkward", optional: true, awkward: true,
			request:  synth.Recipe{Optional: true, Foreign: true},
			response: synth.Recipe{Optional: true, Foreign: true, UnknownMembers: true, UnknownEnums: true}},
		{name: "least", optional: true,
			request: synth.Recipe{Optional: true, Edge: synth.Low}, response: synth.Recipe{Optional: true, Edge: synth.Low}},
		{name: "most", optional: true,
			request: synth.Recipe{Optional: true, Edge: synth.High}, response: synth.Recipe{Optional: true, Edge: synth.High}},
	}
}
