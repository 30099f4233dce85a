package generator

// Claim is claim, for tests of what happens while another run has the directory.
var Claim = claim

// NameOfAPI is nameOfAPI, for tests that must not write to the current directory.
var NameOfAPI = nameOfAPI
