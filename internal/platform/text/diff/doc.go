// Package diff compares two sequences of words (or of the signs of a script that writes no spaces, see text.Segments)
// and says what a person would say was changed.
//
// Enter with Of. It finds the fewest changes, then makes them legible: a change begins and ends where a word or sentence
// does, and a "the" that happens to stand in both of two unrelated sentences is not shown as kept. Least leaves the
// second step out, for things that have no reading order of their own, such as identifiers. Likeness says how much of two
// texts is the same, Staying which of some reordered things can be said not to have moved.
//
// The comparison is Myers' ("An O(ND) Difference Algorithm and Its Variations", 1986) in linear space. Its work is
// bounded: of two long texts with little in common it finds a correct answer that may not be the shortest.
package diff
