package pack

import (
	"strconv"

	"sampan/internal/fault"
)

// maxFaults is how many faults of a pack are told; a pack with more is not a pack.
const maxFaults = 1000

// faults gathers the faults of a pack. A path within a file stands behind the file's name.
type faults struct {
	list *fault.List
	file string
}

func (f *faults) add(path, key string, args ...any) {
	switch n := len(f.list.Fields); {
	case n > maxFaults:
		return
	case n == maxFaults:
		f.list.Add(f.file, "pack.faults.more", "count", maxFaults)
		return
	}
	at := f.file
	if path != "" {
		at += ": " + path
	}
	f.list.Add(at, key, args...)
}

// in is the same list for another file.
func (f *faults) in(file string) *faults { return &faults{f.list, file} }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
