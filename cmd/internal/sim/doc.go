// Package sim runs a whole network, a hub and its branches, for days in a second or two: one thread, one heap of
// events, one source of randomness, so that a seed is a story that can be told again.
//
// Its one idea: everything but the world is real. Nodes are [branchbook/sync/journal] books on real SQLite files
// with the real rules, folds and desk; they talk through [branchbook/sync/link/wire]'s signed frames, read by
// [branchbook/edge/uplink] and [branchbook/hub/intake]. Only clocks, lines, people and bad luck are made up here.
//
// A run has four phases: work without faults; work with a random half of the faults at random rates (one seed in
// ten stays calm, for faults hide what calm shows); mending; and an audit. What is cheap is checked after every
// event, what is dearer (I4, I5 and I7 over all there is) for one box after the other as events pass, and everything at
// the end:
//
//	I1   every acknowledged command is at its node and, if a branch's, at the hub, with the facts that were
//	     answered; only what had no durable copy left when a disk was destroyed may be missing
//	I2   a fact is applied once on each node, and a command has one effect
//	I3   chains: numbers without gap, hashes that follow; in the end no (journal, epoch, seq) names two commits
//	I4   no two visits share a practitioner's time unless the conflict is marked
//	I5   rights add up, spending agrees with the sessions taken, and a restored box spends nothing twice
//	I6   the audits of the books, of which postings are one
//	I7   the hub's fold of a journal equals its author's, and folding again changes nothing
//	I8   in the end all copies of a journal are equal, within bounded time
//	I10  what an attacker says changes nothing
//	I11  whoever has a commit has the keys that its sealed fields need
//	I12  nothing honest is held
//	I13  a branch never believes that the hub has more than it has
//
// Losses are counted when a disk is destroyed: a message in flight is not a copy. An oracle that looked only at
// the end would forgive a dropped tail.
package sim
