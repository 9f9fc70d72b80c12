// Package link carries the conversation of [branchbook/sync/link/wire] over real lines: an embedded NATS server
// at the branch as a leaf node of the one at the hub, who may connect to whom, and how a box comes to belong to
// a network. It is the only package that imports NATS.
//
// Its one idea: NATS is the pipe. It keeps nothing (no JetStream), promises nothing (a reply counts only when
// the hub's journal signed it), and every failure ends in the next hello. It refuses to guess whether a message
// arrived.
//
// # The servers
//
// Neither server listens for clients; each process is an in-process client of its own. The hub has one door,
// for leaf connections, and TLS 1.3 comes before a byte of NATS: the client shows a certificate of the network's
// authority, and its key must be a member's now (see lines). Behind it the branch proves its NATS user, derived
// from the same seed, which may use only
//
//	bb.<network>.up.<node>          publish    hello, push, pull, probe, bye; answered to the inbox
//	bb.<network>.ask.<node>.<verb>  publish    live questions
//	bb.<network>.sys.<node>.>       both       reserved
//	bb.<network>.down.<node>        subscribe  wake
//	_INBOX_<node>.>                 subscribe  replies
//
// There is no system account, no monitor port, no websocket, and no user without a key. The hub is recognised by
// its key, never by its address. Options are written as configuration text, which is the server's stable
// interface; only TLS and secrets are set as values.
//
// # Silence
//
// A half-open connection looks healthy. So the branch says hello every 20 s; after a minute without the hub's
// word it tears the connection down, after five it replaces its embedded server. NATS' own pings (15 s, three
// unanswered) and write deadlines work beside it. A restart, at whichever end, costs one hello.
//
// # Revocation
//
// [Hub.SetMembers] without a member closes its connections at once, refuses its certificate and its NATS user,
// and takes no frame signed by its key. The server's own reload does not close leaf connections; hence lines.
package link
