// Package plan keeps the plans of action: what is known of each, its framework tree, its drafts, and which is in force.
//
// In the process a plan begins as a zero draft. It goes out to the members, comes back, is agreed in principle by the
// task forces and endorsed by the ministers, and it stays the plan in force until they conclude it, whatever its years
// say:
//
//	announced → drafting → in consultation ⇄ revised → agreed in principle → endorsed → in force → concluded
//
// A plan's text is a tree. Its levels (pillar, goal, outcome …) come from the process; a node keeps its identity
// through all drafts while its code may change from draft to draft. Wording that was not found is empty, and a text in
// other words than the adopted ones says so.
//
//	working draft   rows, at most one for a plan, edited by the secretariat; begins as a copy of the last edition
//	published draft one JSON document, numbered from 0, kept with its SHA-256 and never changed; pages, exports and
//	                proofs are made from the document alone
//	record          the same kind of document, of what sources tell about a plan that was made elsewhere
//
// Who may do what: anyone within a document's audience reads it; secretariat officers draft, import and export; a
// secretariat officer who has just proved who they are publishes (policy.cedar). Nothing here is about a person, and
// all columns are in clear.
//
// Enter with New, then Mount, MountAPI and LoadPack.
package plan
