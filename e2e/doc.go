// Package e2e tells the whole story of the program as its users meet it: the built program, a real browser, the command
// line, and a power cut in between.
package e2e
