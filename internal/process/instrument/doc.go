// Package instrument keeps the instruments of the process as records: the memorandum, declarations, plans, guidelines,
// indicators and agreements, who is party to them, who adopted or signed them and when, and their texts by language.
//
// A record is made, corrected and withdrawn by the secretariat, and so are its texts; each is an act in the log:
//
//	record  (nothing) → on record ⇄ corrected (version by version) → withdrawn, with the reason
//	text    added → superseded by another, with the reason
//
// The act of adding a text holds its SHA-256. Anyone can compare a file of their own with the hashes on record: that is the
// proof that the text is that text. Nothing is deleted. Where adoption or signing was not found, the record says so.
//
// Everyone reads what is public; the audience of a record narrows that for its texts too. No column holds anything about
// a person. The bytes of texts lie in the blob store under their hash.
package instrument
