// Package fact says what is written down: the commit and the facts in it, how they are encoded, hashed and
// named, and the few values every fact is made of (instants, civil times, ids, sealed fields, refusals).
//
// It decides nothing about appointments or money and opens no database. The folders beside it say what can
// happen; [branchbook/sync/journal] stores it.
//
// # The format
//
// A commit is one JSON object in UTF-8 without insignificant space, its members in the order of the Go struct
// [Commit], "<", ">" and "&" unescaped, no trailing line feed. The author encodes it once; those exact bytes
// are stored, forwarded and hashed for ever, never decoded and encoded again:
//
//	hash(n) = SHA-256( hash(n-1) ‖ bytes(n) )        hash(0) of a genesis = 32 zero bytes
//
// Validity of bytes b as commit n of a journal (see [Decode] and [Commit.Validate]):
//
//   - len(b) ≤ [MaxCommit]; b is one JSON object in UTF-8, v = 1;
//   - no object in b, at whatever depth, has a member twice (names are compared without their escapes);
//   - no member of the envelope, of a reference or of a fact has a name that differs from a known one only in
//     case, as Unicode folds it. For the body of a fact the same holds when it is read as its kind: such a
//     commit is stored, and held by who does not understand it;
//   - "seq" is 1 in the first commit of an epoch, else one more than its predecessor's;
//   - "prev" is hash(n-1) in lower-case hex;
//   - "parent" is present exactly when seq is 1 and the epoch is not a journal's first; it names the last
//     commit (epoch, seq, hash) of the epoch it grew from, and parent.hash = prev;
//   - "node", "journal", "epoch", "command" and "name" are not empty, "facts" has at least one member, every
//     fact has an id, a kind and a version ≥ 1.
//
// So two readers never understand the same bytes differently, whatever their JSON libraries make of such members.
// Members that a reader does not know are kept (the bytes are) and ignored: within a version facts and
// envelopes only gain optional members. New meaning is a new version of the kind, with an upcaster.
//
// # Time
//
// An instant is UTC milliseconds. A civil time says everything ([Civil]): date, wall minutes, zone, which of
// the two if the hour happens twice, the instant, and the business date; no fold ever asks a time-zone table.
// [HLC] orders across journals for people to read; nothing is decided by it. Inside a journal (epoch, seq) is
// the order.
package fact
