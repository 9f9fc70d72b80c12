package link

import (
	"log/slog"
	"testing"
)

// TestWhoEndedTheHandshake: a line that breaks is down; somebody who answers as the hub does not is foreign.
func TestWhoEndedTheHandshake(t *testing.T) {
	for text, want := range map[string]Line{
		"127.0.0.1:7422 - lid:5 - TLS leafnode handshake error: EOF":                                      LineDown,
		"TLS leafnode handshake error: read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer": LineDown,
		"TLS leafnode handshake error: read tcp 127.0.0.1:1->127.0.0.1:2: i/o timeout":                    LineDown,
		"Error trying to connect as leafnode to remote server":                                            LineDown,
		"TLS leafnode handshake error: tls: failed to verify certificate: x509: unknown authority":        LineForeign,
		"TLS leafnode handshake error: tls: first record does not look like a TLS handshake":              LineForeign,
	} {
		l := &natsLog{log: slog.New(slog.DiscardHandler)}
		l.Errorf("%s", text)
		if got := Line(l.fault.Load()); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
