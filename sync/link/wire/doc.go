// Package wire is what branch and hub say to each other: the messages, the signed frames that carry them, and
// the order in which they are said. It knows no socket, clock, goroutine or database, so that the simulator
// carries the very same bytes; [branchbook/sync/link] carries them over NATS.
//
// Its one idea: the branch asks, the hub answers, and nothing is believed that is not signed and does not
// continue exactly what is stored. It refuses to guess: after any error the next message is a hello.
//
// # The frame
//
// Integers are big-endian. A frame is at most [MaxFrame] bytes:
//
//	offset  size  field
//	     0     4  magic "BBf1"; the digit is the version of this layout
//	     4     1  kind of message
//	     5     1  flags: bit 0 body is one zstd frame, bit 1 from hub to branch; the others are 0
//	     6    16  nonce: random in a request, the request's in its reply
//	    22     4  size of the body before compression, at most MaxBody
//	    26     4  size of the body as carried
//	    30     1  n, 1 … MaxName
//	    31     n  network
//	  31+n     1  m, 1 … MaxName
//	  32+n     m  node: the branch that speaks, or is spoken to
//	32+n+m        body as carried
//	        64    Ed25519 signature by the speaker's node key
//
// The signature is over "branchbook/frame/1" ‖ 0x00 ‖ every byte before it, so that it covers network,
// direction and node. Receivers check, in this order: layout; network, direction and node against what they
// expect (the hub also against the subject or address it came by); the signature; only then is the body
// decompressed and decoded. A reply must carry the request's nonce; an old reply played again is refused.
// Requests may be played again without harm: hello changes nothing, push is taken only as an exact continuation.
//
// # The body
//
// A push and a batch are
//
//	uvarint n ‖ n bytes of JSON (Batch without its commits) ‖ uvarint count ‖ count × (uvarint size ‖ bytes)
//
// with commits in their author's exact bytes; every other message is one JSON object. Unknown members are
// ignored, so that messages may gain optional ones; new meaning is a new kind of message. A member that stands
// twice, or whose name differs from a known one only in case, is refused: see [fact.Unmarshal].
//
// # The conversation
//
//	branch                                  hub
//	hello   what I know              →      status  what I have, what to do
//	push    commits after a height   →      status
//	pull    give me what follows     →      batch
//	probe   hashes at these heights  →      hashes
//	ask     a live question          →      answer
//	bye     I stop, and why          →      bye
//	anything                         →      refused (a person must act) or failed (try later)
//	                                 ←      wake    there is news; the branch says hello
//
// After hello the branch acts on the status until nothing is left (see [Session]). One request is in flight.
//
// What status decides, with b = the branch's own head and h = the hub's head of the same journal:
//
//	b.height ≥ h.height, and b has h's hash at h.height   push   send what follows h
//	b.height < h.height, and h has b's hash at b.height   fetch  the box was restored: pull what it lost, then go on
//	neither                                               fork   find the last common commit by probe, pull what
//	                                                             follows it, write the own tail again behind it
//	another box speaks for the node, it was fenced, or    refuse a person must act; the sentence says what to do
//	no version of the wire is common
//
// The hub can judge only heights up to its own and the branch only up to its own, so the branch checks the hub's
// hash in its journal before it follows "push". Down journals follow the same table with the parts exchanged:
// the branch pulls what follows its heads; where the hub has less than the branch (its database was restored)
// the status lists them under "want" and the branch pushes them back, with their author's seal.
//
// # Keys
//
// The keys of the personal fields in a batch travel with it, each once, sealed to the receiver. A key that does not
// open never stops its commits: they are stored and folded, the key is wanted. The hub names such keys in its status
// ("lacks") and the branch sends them again with its next push, which may be one without commits; a branch pulls
// the commit that needs the key again.
package wire
