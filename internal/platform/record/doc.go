// Package record holds what the records of the process share, whatever they are about: numbered sources, texts that are
// written anew in one language, pages of lists, words that lists are searched by, and forms with rows.
//
// It knows no record and keeps no state.
package record
