// Package pack reads a process pack: a directory of JSON files that holds everything the program is told about one
// regional consultative process, its languages, members, bodies, meetings, instruments and plans of action, each fact
// with its sources. docs/process-pack.md describes the format for those who write one.
//
// Open reads strictly. A key that the format does not know, a source that is not listed, a date that does not exist, a
// parent that is missing: each is a fault with its file and place, and all faults of a pack are told at once.
//
// Pack.Write is the way back: it gives the files of a pack that was put together from records. Pack.Update reads some
// files over what stands, and tells what they add and change.
//
// In the files a source is cited by its id and a text may be a plain string; in the types here every source is whole
// and every text names its language and state.
package pack
