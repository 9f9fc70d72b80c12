package link

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"runtime/debug"
	"time"
)

// hubName is the name in every hub's certificate. The hub is its key; its address is configuration, so the
// address is no part of the proof.
const hubName = "hub.branchbook"

// Certificates live long, each as long as the network's authority: a branch may be cut off for years and its clock
// may be wrong. Who may speak is the hub's list of members, not a date.
const (
	authorityLife = 50 * 365 * 24 * time.Hour
	dateSlack     = 24 * time.Hour
)

// Authority is the hub's private certificate authority.
type Authority struct {
	Certificate *x509.Certificate
	key         ed25519.PrivateKey
}

// Fingerprint identifies a certificate: the SHA-256 of its DER form.
type Fingerprint [sha256.Size]byte

// String is lower-case hex.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// FingerprintOf is the fingerprint of a certificate.
func FingerprintOf(c *x509.Certificate) Fingerprint { return sha256.Sum256(c.Raw) }

// NewAuthority makes a network's authority. The caller keeps the seed of the key and the DER bytes.
func NewAuthority(random io.Reader, network string, seed []byte, now time.Time) (Authority, error) {
	key, err := seedKey(seed)
	if err != nil {
		return Authority{}, err
	}
	if built := buildTime(); built.After(now) {
		now = built
	}
	t := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "Branchbook network " + network},
		NotBefore:             now.Add(-dateSlack),
		NotAfter:              now.Add(authorityLife),
		IsCA:                  true,
		MaxPathLenZero:        true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	c, err := issue(random, t, t, key.Public(), key)
	return Authority{Certificate: c, key: key}, err
}

// OpenAuthority puts an authority together again from what was kept.
func OpenAuthority(der, seed []byte) (Authority, error) {
	key, err := seedKey(seed)
	if err != nil {
		return Authority{}, err
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return Authority{}, fmt.Errorf("authority: %w", err)
	}
	if !key.Public().(ed25519.PublicKey).Equal(c.PublicKey) {
		return Authority{}, errors.New("authority: certificate and key do not belong together")
	}
	return Authority{Certificate: c, key: key}, nil
}

func seedKey(seed []byte) (ed25519.PrivateKey, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("a seed has %d bytes, not %d", ed25519.SeedSize, len(seed))
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// IssueHub makes the hub's server certificate for its node key.
func (a Authority) IssueHub(random io.Reader, key ed25519.PublicKey) (*x509.Certificate, error) {
	t := a.leaf(hubName)
	t.DNSNames = []string{hubName}
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	return issue(random, t, a.Certificate, key, a.key)
}

// IssueBranch makes a branch's client certificate for its node key.
func (a Authority) IssueBranch(random io.Reader, node string, key ed25519.PublicKey) (*x509.Certificate, error) {
	t := a.leaf(node)
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return issue(random, t, a.Certificate, key, a.key)
}

func (a Authority) leaf(name string) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: name},
		NotBefore: a.Certificate.NotBefore,
		NotAfter:  a.Certificate.NotAfter,
		KeyUsage:  x509.KeyUsageDigitalSignature,
	}
}

func issue(random io.Reader, t, parent *x509.Certificate, public any, key ed25519.PrivateKey) (
	*x509.Certificate, error) {
	serial := make([]byte, 16)
	if _, err := io.ReadFull(random, serial); err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	serial[0] &= 0x7f
	t.SerialNumber = new(big.Int).SetBytes(serial)
	der, err := x509.CreateCertificate(random, t, parent, public, key)
	if err != nil {
		return nil, fmt.Errorf("certificate for %q: %w", t.Subject.CommonName, err)
	}
	return x509.ParseCertificate(der)
}

// pair is a certificate with its key, as the TLS library wants it.
func pair(c *x509.Certificate, key ed25519.PrivateKey) tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key, Leaf: c}
}

func pool(roots ...*x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range roots {
		p.AddCert(c)
	}
	return p
}

// trustedTime is the instant at which certificates are judged: never before the program was built or the newest
// time that floor knows of (the journal's newest stamp), and always within the authority's life, so that a box with
// a wrong clock still connects.
func trustedTime(now, floor func() time.Time, authority *x509.Certificate) func() time.Time {
	built := buildTime()
	return func() time.Time {
		t := now()
		for _, other := range []time.Time{built, floor(), authority.NotBefore.Add(dateSlack)} {
			if other.After(t) {
				t = other
			}
		}
		if last := authority.NotAfter.Add(-dateSlack); t.After(last) {
			return last
		}
		return t
	}
}

func buildTime() time.Time {
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			t, _ := time.Parse(time.RFC3339, s.Value)
			return t
		}
	}
	return time.Time{}
}

// branchTLS is the branch's side of the leaf connection: only a hub of one of the pinned authorities will do.
func branchTLS(own tls.Certificate, now func() time.Time, authorities []*x509.Certificate) *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{own},
		RootCAs:      pool(authorities...),
		ServerName:   hubName,
		Time:         now,
	}
}

// hubTLS is the hub's side; see [lines] for who is let in. TLS ends before a byte of NATS is parsed.
func hubTLS(own tls.Certificate, authority *x509.Certificate, now func() time.Time) *tls.Config {
	return &tls.Config{
		MinVersion:             tls.VersionTLS13,
		Certificates:           []tls.Certificate{own},
		ClientAuth:             tls.RequireAndVerifyClientCert,
		ClientCAs:              pool(authority),
		Time:                   now,
		SessionTicketsDisabled: true,
	}
}

// ParseCertificates reads certificates in DER form.
func ParseCertificates(ders ...[]byte) ([]*x509.Certificate, error) {
	out := make([]*x509.Certificate, 0, len(ders))
	for _, der := range ders {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		out = append(out, c)
	}
	return out, nil
}
