package link

import (
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"net"
	"sync"
)

// linesPerKey is how many connections of one key are remembered. A branch has one, and for a moment after a
// broken line two; two boxes with one identity have a few. What is older is closed.
const linesPerKey = 4

// lines knows which connection proved which member's key, because the server does not close connections of
// users that a reload removes.
type lines struct {
	mu  sync.Mutex
	of  map[string][]net.Conn // by public key
	may func(ed25519.PublicKey) bool
}

// guard makes the TLS configuration of one connection from the common one: it ends the handshake unless the
// certificate's key is a member's now.
func (l *lines) guard(common *tls.Config) *tls.Config {
	front := common.Clone()
	front.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		own := common.Clone()
		own.VerifyConnection = func(s tls.ConnectionState) error { return l.admit(s, hello.Conn) }
		return own, nil
	}
	return front
}

func (l *lines) admit(s tls.ConnectionState, c net.Conn) error {
	key, ok := s.PeerCertificates[0].PublicKey.(ed25519.PublicKey)
	l.mu.Lock()
	defer l.mu.Unlock()
	// The question is asked under the lock: a revocation either is seen here or finds the connection.
	if !ok || !l.may(key) {
		return errors.New("the certificate is not a member's")
	}
	open := append(l.of[string(key)], c)
	if len(open) > linesPerKey {
		shut(open[0])
		open = open[1:]
	}
	l.of[string(key)] = open
	return nil
}

// sweep closes every connection whose key is no longer a member's.
func (l *lines) sweep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, open := range l.of {
		if !l.may(ed25519.PublicKey(key)) {
			for _, c := range open {
				shut(c)
			}
			delete(l.of, key)
		}
	}
}

// shut closes a connection that may be closed already.
func shut(c net.Conn) { _ = c.Close() }
