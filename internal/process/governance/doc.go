// Package governance is who the process is: its profile, the members with their task forces and agencies, the bodies with
// their seats and those who hold them, the terms of secretariat and chair, the partners, and how often it meets.
//
// # The thing in the real process
//
// Governments sit in the process as equals and in one fixed order, which is the pack's. Each has a national task force
// of agencies; some come together in regional bodies. A seat belongs to a body and mostly to a country. It is held by an
// office, or by a person named by the public function alone. The chair goes with hosting a kind of meeting; who hosted
// proposes the term, and an officer of the secretariat confirms it or records another with its source.
//
//	proposed (ProposeChairs) ── confirmed ──▶ on record ── withdrawn, and why
//	                 └───────── set otherwise, with a source ──▶
//
//	seat: held │ vacant, on what basis │ credentials deferred, on what basis │ no holder on record
//
// What is not on record is "no record found". Nothing here says that somebody missed or was late.
//
// # How it is kept
//
// Every record is a row of the register (Record), its content in the form of the process pack. Loading and each change is
// an act and a leaf, and the act carries the content as it stood: the history of a record is the list of its acts.
// Nothing is deleted: a record is withdrawn, with the reason. Every change names its source.
//
// # Who may do what
//
// Everyone reads what is public. Officers of the secretariat change everything; focal points the task force, agencies,
// seats and holders of their own country. Confirming a chair term is an official act and asks for a fresh proof of identity.
// The page on cadence is for those who take part in the process. All columns are in clear.
package governance
