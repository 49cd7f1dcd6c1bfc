// Package e2e tells the whole story of the program as its users meet it: the built program, a real browser, the command
// line, and a power cut in between. `make test PKG=./e2e/...` runs it.
//
// SAMPAN_SHOTS=DIR keeps a picture of each main page in each script, SAMPAN_PICTURES=1 makes docs/images anew, and
// SAMPAN_SOAK=1 kills the program five hundred times instead of fifty.
package e2e
