package generator

// Claim is claim, for tests of what happens while another run has the directory.
var Claim = claim
