// Package rights keeps what must not be spent twice: a course session, an amount of bonus or balance, a slot
// given to the web, the pen that changes a contract. Each right is held by exactly one node or is on its way,
// and only its holder may spend it, so branches cut off from each other cannot overspend (PRODUCT RGT-1).
//
// It knows quantities, never what they are worth or whom they belong to, and it keeps no clock: a right comes
// back only by a fact of its holder, never because time passed.
//
// # The mechanism
//
// A right is named by a text ([Session], [Pen]) and counted in a unit. Five facts move it, each standing in
// the journal of the node whose quantity it changes:
//
//	Issued    + here       the quantity begins to exist
//	Sent      − here       a transfer leaves; from now on it belongs to nobody
//	Received  + here       the same transfer arrives
//	Spent     − here       used up for good: earned, burned, expired, refunded
//	Returned  + here       a spending was undone
//
// Layout. rights_holding has one row per (journal, right, epoch) with the five sums; held is
//
//	issued + received + returned − sent − spent
//
// and is never stored. rights_transfer has one row per (journal, transfer, direction), the memory that makes
// transfers idempotent. A fold touches rows of its own journal only, so every node that folds the same
// journals has the same rows, in whatever order the journals arrived.
//
// Epochs. A right belongs to (node, epoch). A box restored from an old backup goes on in a new epoch; what it
// got in the new one it may spend at once, what it holds from older ones only after its past is reconciled
// with the hub, because the lost tail may have spent it already. Where facts do not say which epoch's
// quantity they move, the fold decides, the same way everywhere: Issued and Received add to the epoch of the
// commit; Sent and Spent take from the epoch of the commit first, then from older ones, the newest first;
// Returned gives to the oldest epoch that has spent something, which never frees a right too early. A
// quantity that nobody here holds makes the row of the commit's epoch negative: a fold never fails, and
// [Broken] shows it.
//
// Validity. Over all journals, for each right:
//
//	issued = held everywhere + on the way + spent            (PRODUCT RGT-6)
//
// where "on the way" is read from rights_transfer (sent without received), not computed from the other terms,
// so that the equation can fail; and no holding is negative.
//
// Crashes. Every fact is in one commit with what it is about (the session earned, the visit released), so a
// crash leaves both or neither. Between Sent and Received the right is listed as on its way at both ends and
// at the hub for as long as it takes; sending again under the same transfer id, or receiving it again,
// changes nothing. A box that dies with rights is fenced by the hub, which issues nothing anew: the box's
// journal, read to its end, says what it still held.
package rights
