// Command testenv runs a command with a private PostgreSQL and the paths of Chromium and LibreOffice in its environment,
// and ends with the command's exit code:
//
//	testenv -- go test ./...
package main

import (
	"os"

	"sampan/internal/testenv"
)

func main() {
	command := os.Args[1:]
	if len(command) > 0 && command[0] == "--" {
		command = command[1:]
	}
	os.Exit(testenv.Run(command, os.Stdout, os.Stderr))
}
