package link

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/nats-io/nkeys"

	"branchbook/sync/link/wire"
)

// Enrolment, seen from both ends:
//
//	box                                        hub
//	reads the token                            made the token, keeps its hash
//	TLS to its address, pinned to its authority
//	POST /enrol {secret, request}         →    keeps the request under the token's hash; a second, different
//	                                           request of the same token is refused
//	shows six digits                           shows the same six digits, and who asks; a person confirms
//	POST /enrol (the same bytes, again)   →    202 while nobody has decided, then 200 with the grant
//
// The digits are drawn from secret, authority and the request's bytes, so that they agree only when both
// screens speak of the same box and keys. Renewing a certificate is not part of it yet: they last as long as the
// authority, fifty years.

// Request is what a box says of itself. Its CSR is for the node's key and carries the node as common name.
type Request struct {
	Node string   `json:"node"`
	Box  string   `json:"box"`
	App  string   `json:"app"`
	NKey string   `json:"nkey"`
	Seal [32]byte `json:"seal"` // X25519
	CSR  []byte   `json:"csr"`  // DER

	// What the branch calls itself, for the person who decides and for the list of branches.
	Code     string `json:"code"`
	Name     string `json:"name"`
	Currency string `json:"currency"` // ISO 4217
	Zone     string `json:"zone"`     // IANA name
}

// Grant is what an enrolled box takes home.
type Grant struct {
	Network     string              `json:"network"`
	Node        string              `json:"node"`
	Addresses   []string            `json:"addresses"`   // of the leaf door
	Certificate []byte              `json:"certificate"` // DER
	Authorities [][]byte            `json:"authorities"` // DER
	HubKeys     []ed25519.PublicKey `json:"hub_keys"`
	HubSeal     [32]byte            `json:"hub_seal"` // X25519
	Hub         string              `json:"hub"`      // the hub's node
	Earlier     []ed25519.PublicKey `json:"earlier"`  // keys of the branch's earlier boxes
}

// ErrRequest means that a request contradicts itself.
var ErrRequest = errors.New("not a valid enrolment request")

// NewRequest makes a box's request.
func NewRequest(random io.Reader, keys Keys, node, box, app string) (Request, error) {
	csr, err := x509.CreateCertificateRequest(random,
		&x509.CertificateRequest{Subject: pkix.Name{CommonName: node}}, keys.Sign)
	if err != nil {
		return Request{}, fmt.Errorf("certificate request: %w", err)
	}
	r := Request{Node: node, Box: box, App: app, NKey: keys.NKey(), Seal: *keys.SealPublic, CSR: csr}
	_, err = r.Key()
	return r, err
}

// Key checks the request and gives the node's public key, whose possession the CSR proves. Errors wrap
// [ErrRequest].
func (r Request) Key() (ed25519.PublicKey, error) {
	if !wire.ValidName(r.Node) || !wire.ValidName(r.Box) || len(r.App) > 100 || !nkeys.IsValidPublicUserKey(r.NKey) {
		return nil, fmt.Errorf("%w: node, box or nkey", ErrRequest)
	}
	csr, err := x509.ParseCertificateRequest(r.CSR)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	key, ok := csr.PublicKey.(ed25519.PublicKey)
	if !ok || csr.Subject.CommonName != r.Node {
		return nil, fmt.Errorf("%w: certificate request is for something else", ErrRequest)
	}
	if err := csr.CheckSignature(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	return key, nil
}

// Member is the member that the request asks to become.
func (r Request) Member() (Member, error) {
	key, err := r.Key()
	return Member{Node: r.Node, Key: key, NKey: r.NKey}, err
}

// Approve makes the grant after a person has compared the digits. The caller keeps it, adds the member to the
// hub, and only then lets the box see it.
func (a Authority) Approve(random io.Reader, r Request, hub Keys, network string, addresses []string) (Grant,
	error) {
	key, err := r.Key()
	if err != nil {
		return Grant{}, err
	}
	c, err := a.IssueBranch(random, r.Node, key)
	if err != nil {
		return Grant{}, err
	}
	return Grant{Network: network, Node: r.Node, Addresses: addresses, Certificate: c.Raw,
		Authorities: [][]byte{a.Certificate.Raw}, HubKeys: []ed25519.PublicKey{hub.Public()},
		HubSeal: *hub.SealPublic}, nil
}

// Certificates parses the certificates of a grant.
func (g Grant) Certificates() (own *x509.Certificate, authorities []*x509.Certificate, err error) {
	if own, err = x509.ParseCertificate(g.Certificate); err != nil {
		return nil, nil, fmt.Errorf("grant: %w", err)
	}
	for _, der := range g.Authorities {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, nil, fmt.Errorf("grant: %w", err)
		}
		authorities = append(authorities, c)
	}
	return own, authorities, nil
}

// matches checks that a grant is for this box and comes from the authority of its token.
func (g Grant) matches(keys Keys, node string, authority Fingerprint) error {
	own, authorities, err := g.Certificates()
	if err != nil {
		return err
	}
	pinned := false
	for _, c := range authorities {
		pinned = pinned || FingerprintOf(c) == authority
	}
	switch {
	case !pinned || g.Node != node || !wire.ValidName(g.Network):
		return errors.New("grant: for another node or network")
	case !keys.Public().Equal(own.PublicKey) || len(g.HubKeys) == 0 || len(g.Addresses) == 0:
		return errors.New("grant: for other keys, or without the hub's")
	}
	return nil
}

// ask is the body of an enrolment request. The box repeats the same bytes until it has its answer.
type ask struct {
	Secret  []byte  `json:"secret"`
	Request Request `json:"request"`
}

// Digits is the six digits that both screens show.
func Digits(secret [16]byte, authority Fingerprint, r Request) (string, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("digits: %w", err)
	}
	h := sha256.New()
	h.Write([]byte("branchbook/digits/1\x00"))
	h.Write(secret[:])
	h.Write(authority[:])
	h.Write(b)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(h.Sum(nil))%1_000_000), nil
}
