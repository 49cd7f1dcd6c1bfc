// Package texttest writes documents in seven scripts and edits them as people do, and says what was edited: for tests of
// whatever compares texts or follows them.
//
// Enter with New, which is a hand at writing in a language; the same seed writes and edits the same. Hand.Doc writes a
// document, Hand.Edit edits one and tells its deeds, and Hand.Pair does both. The sentences are real words in no sensible
// order.
package texttest
