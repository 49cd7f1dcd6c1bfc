// Package act keeps the record of what was officially done and gives every use case its walk: authorise, lock the root,
// apply the rule, store, record the act, in one transaction.
//
// Enter with Do. The rule that it is given works on a Tx and says with Tx.Record what was officially done; Do stores the
// acts last, under the lock of the log's head, so that their sequence is the order in which they became true. An act
// and its leaf in the log commit together or not at all. Everything else that follows from acts (mail, feeds, search,
// replication) is a Consumer; no feature calls one.
//
// The submission id makes a use case safe to send twice: the second time it gives the answer of the first.
package act
