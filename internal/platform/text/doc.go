// Package text is the one door through which text enters the program, from forms, the API, imports and the command
// line, and the place where text is cut into what its script reads: words or grapheme clusters, never bytes.
//
// Enter with Clean for whatever a person or a file gives, and with Segments for whatever compares, counts or anchors.
package text
