package wire

import (
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Sizes in bytes. A receiver refuses what is larger before it looks further.
const (
	MaxFrame  = 1 << 20
	MaxBody   = 4 << 20
	MaxName   = 64
	NonceSize = 16
)

const (
	magic       = "BBf1"
	signContext = "branchbook/frame/1\x00"
	fixedSize   = 30
	flagZstd    = 1 << 0
	flagDown    = 1 << 1
	compressMin = 512 // smaller bodies travel as they are
)

// Errors of a frame that cannot be believed. None of them tells a person more than that.
var (
	ErrFrame     = errors.New("not a frame")
	ErrSignature = errors.New("frame is not signed by the key of its node")
	ErrForeign   = errors.New("frame belongs to another conversation")
)

// Nonce pairs a reply with its request.
type Nonce [NonceSize]byte

// Route is who speaks with whom.
type Route struct {
	Network string
	Node    string // the branch
	Down    bool   // from the hub to the branch
}

// Frame is one message in signed clothes.
type Frame struct {
	Route
	Kind  Kind
	Nonce Nonce
	Body  []byte
}

// Parcel is a frame whose layout is right and whose signature has not been checked.
type Parcel struct {
	Route
	Kind  Kind
	Nonce Nonce

	signed    []byte // everything before the signature
	signature []byte
	carried   []byte // the body as carried
	plainSize int
	zstd      bool
}

// ValidName reports whether s may name a network or node: 1 to [MaxName] of a–z, A–Z, 0–9, "_" and "-", so
// that it is one token of a subject.
func ValidName(s string) bool {
	if len(s) == 0 || len(s) > MaxName {
		return false
	}
	for _, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// Seal writes and signs the frame. An error means that the caller's own values are out of bounds.
func (f Frame) Seal(key ed25519.PrivateKey) ([]byte, error) {
	if !ValidName(f.Network) || !ValidName(f.Node) || !f.Kind.valid() || len(f.Body) > MaxBody {
		return nil, fmt.Errorf("seal frame: network %q, node %q, kind %d, %d bytes", f.Network, f.Node, f.Kind,
			len(f.Body))
	}
	carried, flags := f.Body, byte(0)
	if len(f.Body) >= compressMin {
		carried, flags = squeezer().EncodeAll(f.Body, nil), flagZstd
	}
	if f.Down {
		flags |= flagDown
	}
	b := make([]byte, 0, len(signContext)+fixedSize+2+2*MaxName+len(carried)+ed25519.SignatureSize)
	b = append(b, signContext...)
	b = append(b, magic...)
	b = append(b, byte(f.Kind), flags)
	b = append(b, f.Nonce[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(f.Body)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(carried)))
	b = append(append(b, byte(len(f.Network))), f.Network...)
	b = append(append(b, byte(len(f.Node))), f.Node...)
	b = append(b, carried...)
	b = append(b, ed25519.Sign(key, b)...)[len(signContext):]
	if len(b) > MaxFrame {
		return nil, fmt.Errorf("seal frame: %d bytes are more than %d", len(b), MaxFrame)
	}
	return b, nil
}

// Parse reads the layout and believes nothing. Errors wrap [ErrFrame].
func Parse(b []byte) (Parcel, error) {
	var p Parcel
	if len(b) > MaxFrame || len(b) < fixedSize+4+ed25519.SignatureSize {
		return p, fmt.Errorf("%w: %d bytes", ErrFrame, len(b))
	}
	flags := b[5]
	p.Kind, p.Down, p.zstd = Kind(b[4]), flags&flagDown != 0, flags&flagZstd != 0
	if string(b[:4]) != magic || !p.Kind.valid() || flags&^(flagZstd|flagDown) != 0 {
		return p, fmt.Errorf("%w: magic, kind or flags unknown", ErrFrame)
	}
	copy(p.Nonce[:], b[6:])
	plain, carried := binary.BigEndian.Uint32(b[22:]), binary.BigEndian.Uint32(b[26:])
	if plain > MaxBody || carried > MaxFrame || (!p.zstd && plain != carried) {
		return p, fmt.Errorf("%w: body of %d bytes in %d", ErrFrame, plain, carried)
	}
	p.plainSize = int(plain)
	cut := len(b) - ed25519.SignatureSize
	p.signed, p.signature = b[:cut], b[cut:]
	network, rest, ok1 := cutName(b[fixedSize:cut])
	node, rest, ok2 := cutName(rest)
	if !ok1 || !ok2 || len(rest) != int(carried) {
		return p, fmt.Errorf("%w: names or sizes do not fit", ErrFrame)
	}
	p.Network, p.Node, p.carried = network, node, rest
	return p, nil
}

func cutName(b []byte) (name string, rest []byte, ok bool) {
	if len(b) == 0 || len(b) < 1+int(b[0]) {
		return "", nil, false
	}
	name = string(b[1 : 1+b[0]])
	return name, b[1+b[0]:], ValidName(name)
}

// Open checks the signature against any of the keys that may speak on this route, then the body. Errors wrap
// [ErrForeign], [ErrSignature] or [ErrFrame].
func (p Parcel) Open(want Route, keys ...ed25519.PublicKey) (Frame, error) {
	if p.Route != want {
		return Frame{}, fmt.Errorf("%w: %q of network %q, down %t", ErrForeign, p.Node, p.Network, p.Down)
	}
	if !p.signedBy(keys) {
		return Frame{}, ErrSignature
	}
	body := p.carried
	if p.zstd {
		var err error
		body, err = unsqueezer().DecodeAll(p.carried, make([]byte, 0, p.plainSize))
		if err != nil || len(body) != p.plainSize {
			return Frame{}, fmt.Errorf("%w: body does not decompress to %d bytes", ErrFrame, p.plainSize)
		}
	}
	return Frame{Route: p.Route, Kind: p.Kind, Nonce: p.Nonce, Body: body}, nil
}

func (p Parcel) signedBy(keys []ed25519.PublicKey) bool {
	message := append([]byte(signContext), p.signed...)
	for _, key := range keys {
		if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, message, p.signature) {
			return true
		}
	}
	return false
}

// One encoder and one decoder serve the process: both are safe for use by many at once in their …All methods.
var (
	squeezer = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault),
			zstd.WithWindowSize(1<<20))
		if err != nil {
			panic("wire: " + err.Error()) // the options are constants
		}
		return e
	})
	unsqueezer = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxBody),
			zstd.WithDecoderMaxWindow(MaxBody))
		if err != nil {
			panic("wire: " + err.Error())
		}
		return d
	})
)
