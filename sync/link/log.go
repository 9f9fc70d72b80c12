package link

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
)

// natsLog gives the server's log to slog at debug: what matters to people is said by this package. It also
// listens for the two ways in which a connection attempt ends, because the server tells them nowhere else.
type natsLog struct {
	log   *slog.Logger
	fault atomic.Int32
}

func (l *natsLog) write(format string, args []any) {
	if l.log.Enabled(context.Background(), slog.LevelDebug) {
		l.log.Debug(fmt.Sprintf(format, args...), "from", "nats")
	}
}

// Noticef implements the server's Logger, as the others do.
func (l *natsLog) Noticef(format string, args ...any) { l.write(format, args) }

// Warnf is a warning.
func (l *natsLog) Warnf(format string, args ...any) { l.write(format, args) }

// Fatalf is said before the server gives up; it never ends the process.
func (l *natsLog) Fatalf(format string, args ...any) { l.write(format, args) }

// Errorf is an error.
func (l *natsLog) Errorf(format string, args ...any) {
	l.write(format, args)
	switch text := fmt.Sprintf(format, args...); {
	case strings.Contains(text, "handshake error") && !broken(text):
		l.fault.Store(int32(LineForeign))
	case strings.Contains(text, "handshake error"), strings.Contains(text, "Error trying to connect"):
		l.fault.Store(int32(LineDown))
	}
}

// broken is whether a handshake ended because the connection did, and not because of what the other side said.
func broken(text string) bool {
	return slices.ContainsFunc([]string{"EOF", "connection reset", "broken pipe", "i/o timeout"},
		func(sign string) bool { return strings.Contains(text, sign) })
}

// Debugf is for developers of the server.
func (l *natsLog) Debugf(string, ...any) {}

// Tracef would hold what people wrote.
func (l *natsLog) Tracef(string, ...any) {}
