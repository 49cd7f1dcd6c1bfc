// Package arch holds the architecture of the program as tests: which package may import which, where SQL is written, who
// may name a third-party module, how long files and functions grow.
//
// The rules are checks_test.go and size_test.go, what they allow is data in allowed_test.go, and fixtures_test.go shows
// for every rule that it can fail. There is nothing here but tests.
package arch
