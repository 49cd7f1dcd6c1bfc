// Package ledger keeps the append-only log over everything that was officially done, lets anyone read it, and checks
// such logs, the program's own and others'.
//
// The log is a Merkle tree after RFC 6962. Its leaves are those of package act; leaf and act are stored in one
// transaction, because Log is what act.Walk writes to:
//
//	act.Do ── Lock (head row) ── store act ── Append (leaf, hashes, size) ── commit
//
// A checkpoint is the signed size and root of the tree (C2SP tlog-checkpoint). Whoever keeps one can tell later whether
// anything before it was changed, cut or exchanged: Verify reads a whole log from a Source (an address, a folder, a
// database) and says in a Report what it found. Service shows the log to people and serves it to machines at the paths
// of C2SP tlog-tiles.
//
// What an act is called on the pages stands in the catalogue under "ledger.kind." and the act's kind; an act without such
// words is named by its kind.
//
// Which columns are in clear: a leaf tells the kind of an act, its time, role, delegation and object's identifier; the
// payload of an act that is not public is neither on a page nor in a tile, only its commitment is.
package ledger
