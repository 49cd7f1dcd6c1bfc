// Package access decides who may do what. It is the only place that does.
//
// Each feature brings a Policy (its policy.cedar) and the actions it knows; New compiles them into an Authority. A use
// case asks Authority.Check with the actor, the action and the resource; a list asks Scope for the SQL condition that
// lets through what Check would let the actor read. Everything is denied unless a policy permits it, and a decision in
// which any policy met an error is a denial.
//
// What a policy may ask of a principal: signed_in, system, member (holds any role in the process but administrator),
// fresh (proved who they are within StepUpFor), roles, bodies, organisations, countries (sets), and holds.<role>, the
// set of countries for which the role is held. Of a resource: kind, id, country, audience, audience_of, state. Actions
// whose name ends in ":read" are in the group Action::"read".
package access
