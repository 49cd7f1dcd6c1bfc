// Package account knows the people who work with the program: how they are invited, how they prove who they are, what
// they are in the process, and which of their sessions are open.
//
// Enter with New and Service.Middleware, which finds out for each request who acts; Mount and MountAPI register the
// pages and the API. A person is invited by an administrator, the secretariat or, for the own country, a focal point;
// nobody registers by themselves.
//
//	invited ──(accepts: name, and a password or passkey)──▶ active ⇄ suspended
//
// Signing in has two steps where a person has set up the second one. Who holds a role that publishes or administers
// (see Official) acts officially only after a second step: the actor's Verified is set by nothing less. In a
// demonstration the password alone counts, and pages say so.
//
// What lies in the database: e-mail, name, language and memberships in clear, for they are needed to write to people;
// passwords and recovery codes as Argon2id, every token as SHA-256, the secrets of authenticator apps sealed with the
// installation's key. Nothing of it goes into logs, the audit trail or the acts: those hold opaque identifiers.
package account
