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
//	record          the same kind of document, of what sources tell about a plan that was made elsewhere, numbered from 1;
//	                every change to the plan makes the next one
//	discarded draft the same kind of document, of a working draft that was given up; for the secretariat alone, which can
//	                begin another working draft from it
//
// What each use case did to a working draft is a Revision, with the nodes as they were and as they became: from revisions come
// the history of a node, undo and redo, and what an open editor asks for. They stay when the draft is published, as remarks
// do; neither is part of the text, and both are for those who read or write the working draft. Who is where in a draft is kept in
// the server's memory, and in rows only where several servers have one database (presence.go).
//
// The secretariat moves a plan along the first steps of its path. From "agreed in principle" on, a state is a record of what
// task forces or ministers decided, with what it rests on (MoveOf). A plan is the root of all that happens to it: whoever
// changes it, or begins or ends a draft of it, locks its row first and the draft's after it.
//
// Who may do what: anyone within a document's audience reads it; secretariat officers describe, draft, import, export and
// discard; a secretariat officer who has just proved who they are publishes, records what was decided, and changes who can
// see a plan (policy.cedar). Nothing here is about a person, and all columns are in clear.
//
// Enter with New, then Mount, MountAPI and LoadPack.
package plan
