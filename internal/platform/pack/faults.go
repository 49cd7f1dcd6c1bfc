package pack

import (
	"strconv"
	"strings"

	"sampan/internal/fault"
)

// maxFaults is how many faults of a pack are told; a pack with more is not a pack.
const maxFaults = 1000

// faults gathers the faults of a pack. A path within a file stands behind the file's name.
type faults struct {
	list  *fault.List
	file  string
	shown map[string]string // what a file is called to people, where that is another name
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
	switch {
	case path == "":
	case strings.Contains(at, ": "):
		at += "." + path
	default:
		at += ": " + path
	}
	f.list.Add(at, key, args...)
}

// in is the same list for another file.
func (f *faults) in(file string) *faults {
	if name, other := f.shown[file]; other {
		file = name
	}
	return &faults{f.list, file, f.shown}
}

// at is the same list for one place of a file, which paths go on from.
func (f *faults) at(place string) *faults { return &faults{f.list, place, f.shown} }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
