// Package clients keeps the card of each client and finds people by what is known of them.
//
// Its one idea is that everything personal stands in one sealed field, [Card]; what figures need (number,
// language, groups, source) stands open beside it. What makes search work — names folded to keys, telephone
// numbers, a birthday — is written to tables of its own whenever the card can be opened, and taken away when
// it no longer can. They follow from facts and keys together, so nothing else may be derived from them.
//
// It never merges clients and never decides that two are one person: it only warns.
package clients
