package api

// Wait says how one learns that something that takes long is done. Names are the document's; a path has dots between property names.
type Wait struct {
	// Via is "status" for a GET whose body tells the state, and "operation" for a request whose answer names in a header
	// (Operation-Location, Azure-AsyncOperation, Location) where the state is.
	Via    string `json:"via"`
	Status string `json:"status,omitempty"` // path to the state: "status"; of an operation "": as its protocol has it

	Succeeded []string `json:"succeeded,omitempty"` // states that end it, as the document spells them
	Failed    []string `json:"failed,omitempty"`
	Paused    []string `json:"paused,omitempty"` // it does not go on until the caller acts

	Final  string `json:"final,omitempty"`  // operation: final-state-via of x-ms-long-running-operation-options
	Result *Use   `json:"result,omitempty"` // operation: what it results in; nil: what the other successes of the request have
	Why    string `json:"why"`              // the evidence, for people
}
