package link

import (
	"context"
	"fmt"
	"log/slog"
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
	case strings.Contains(text, "handshake error"):
		l.fault.Store(int32(LineForeign))
	case strings.Contains(text, "Error trying to connect"):
		l.fault.Store(int32(LineDown))
	}
}

// Debugf is for developers of the server.
func (l *natsLog) Debugf(string, ...any) {}

// Tracef would hold what people wrote.
func (l *natsLog) Tracef(string, ...any) {}
