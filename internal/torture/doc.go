// Package torture answers: how do our clients and those of others fare, side by side, in the cases of runtimetest?
//
// It is a module of its own, so that nobody who uses apigen downloads the clients of others. They are configured as their
// documentation advises for production; the head of docs/torture.md, which the test writes, says how. `make torture` runs
// it. A failure of ours fails the test; failures of the others go into the table.
package torture
