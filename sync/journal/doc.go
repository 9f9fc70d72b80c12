// Package journal keeps a node's book: the journals it writes and those it has received, and the tables that
// follow from them, in one SQLite database. It is the same code at a branch, at the hub and in the simulator.
//
// Its one idea: a change is one commit, stored and folded in one transaction, and saved means that COMMIT came
// back with synchronous=FULL. It refuses to guess: a batch is an exact continuation of what is stored or it is
// not taken; a result that is unknown is looked up by the next hello.
//
// # Layout
//
// A journal is a chain of commits with one author. Here it has a local number (jid) and each commit a height,
// counted from the journal's genesis over all its epochs. journal_commit holds the author's exact bytes at
//
//	pos = jid << 40 | height
//
// so that one B-tree, appended at its end, is the whole store. Epochs, subjects, held commits, seals (the
// author's signature over a head), marks (what a peer is known to have) and evidence (commits that lost their
// place) stand beside it; everything else in the database is folded and can be built again from journal_commit.
//
// # One commit's way
//
// [Book.Do] queues a command. Whoever finds the writer free becomes leader and runs every queued command, each
// in a savepoint of one BEGIN IMMEDIATE … COMMIT: decide, encode, store, fold. All answers, refusals included,
// leave after that COMMIT. After each error the leader asks SQLite whether the transaction still exists (a full
// disk ends it whole); if not, the whole group fails and heads are read again.
//
// # Crash cases
//
// Killed before COMMIT: nothing happened, the form's command id is unbound. Killed after COMMIT, before the
// answer: the same command id gives the same outcome. Killed while a book is rebuilt: the new file never got
// its name. Interrupted between re-issuing two commits: the evidence still pending is re-issued at the next start, or
// with the next conversation ([Book.Resume]).
//
// # Identity
//
// An epoch names one incarnation of the database. A marker file beside the database (see marker.go) and the
// hub's memory notice a database that was restored, cloned or rolled back; it goes on in a new epoch whose
// first commit names its parent. What a peer has stored is never unfolded: a box that diverged takes the
// stored history and writes its own divergent commits again behind it (recover.go).
package journal
