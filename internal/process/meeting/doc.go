// Package meeting keeps the meetings of the process as records: when and where they were held, with what else, what they
// decided, who took part, and what the sources say, also where they contradict each other.
//
// A record is made, corrected and withdrawn by the secretariat; each of these is an act in the log:
//
//	(nothing) → on record ⇄ corrected (version by version) → withdrawn, with the reason and what stands in its place
//
// Nothing is deleted: a withdrawn record leaves the lists and keeps its page. What is known of whether a meeting was held
// is the State of the record: planned, held, unconfirmed, postponed or cancelled. A meeting that was looked for and not found is
// a Gap, shown as "no record found", which never means that it was not held.
//
// Everyone reads what is public; the audience of a record narrows that. No column holds anything about a person.
package meeting
