// Package courses is prepaid packages of sessions: the contract that freezes a product's terms, the sessions
// it is made of, and how each is held by a booking, earned by a visit, or lost (PRODUCT CRS).
//
// One idea carries it: a session is a small thing of its own, with an amount fixed at signing, a state, and
// one holder. Everything else follows by counting sessions: what is left, what was earned, what is owed.
//
//	free ──► held ──► earned
//	  ▲       │  ├──► burned          no-show or late cancelling, by policy
//	  │       │  └──► parked          cancelled in time, where a person returns it
//	  ├───────┴───────────┘
//	  ├──► expired · refunded · moved
//	  └─── earned, burned             reversed, with a reason
//
// Every arrow is a fact, a line in the contract's running ledger and, where it has to do with money, balanced
// postings. The liability of a contract is the sum of its sessions that are free, held or parked.
//
// Rules ask nothing of a client's name and know no visit but its id; they refuse, and say what would help.
// Fees, discounts and changed amounts of a running contract are not decided here yet.
package courses
