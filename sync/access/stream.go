package access

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Stream tells open pages that something changed, by server-sent events that carry a name and nothing else: the page
// asks again for what it shows. Events that nobody has read yet are told once, so a slow reader costs no memory. The
// zero value is ready; its methods are safe for concurrent use.
type Stream struct {
	mu      sync.Mutex
	readers map[*reader]bool
}

type reader struct {
	wake    chan struct{}
	pending []string
}

// Times of a stream. It ends by itself, so that a browser that comes back is asked again who it is.
const (
	streamBeat = 10 * time.Second
	streamLife = 15 * time.Minute
)

// Tell tells every open page about events. It does not block.
func (s *Stream) Tell(events ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for r := range s.readers {
		for _, e := range events {
			if !slices.Contains(r.pending, e) {
				r.pending = append(r.pending, e)
			}
		}
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
}

func (s *Stream) join() *reader {
	r := &reader{wake: make(chan struct{}, 1)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readers == nil {
		s.readers = map[*reader]bool{}
	}
	s.readers[r] = true
	return r
}

func (s *Stream) leave(r *reader) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.readers, r)
}

func (s *Stream) take(r *reader) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := r.pending
	r.pending = nil
	return events
}

// ServeHTTP tells one page. The first event is "resync", for whatever was missed; "beat" says that the server is
// there.
func (s *Stream) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	r := s.join()
	defer s.leave(r)
	beat, end := time.NewTicker(streamBeat), time.NewTimer(streamLife)
	defer beat.Stop()
	defer end.Stop()
	stopping, _ := q.Context().Value(stoppingKey{}).(<-chan struct{}) // nil never stops
	events := []string{"resync"}
	for {
		if !say(w, out, events) {
			return
		}
		select {
		case <-q.Context().Done():
			return
		case <-end.C:
			return
		case <-stopping:
			return
		case <-beat.C:
			events = []string{"beat"}
		case <-r.wake:
			events = s.take(r)
		}
	}
}

type stoppingKey struct{}

// Until is the base context of a server whose streams end when ctx does, while its other requests finish: a stream
// that goes on would make a server that stops wait for the people who look at it.
func Until(ctx context.Context) func(net.Listener) context.Context {
	base := context.WithValue(context.Background(), stoppingKey{}, ctx.Done())
	return func(net.Listener) context.Context { return base }
}

// say writes events; false is a reader who is gone.
func say(w io.Writer, out *http.ResponseController, events []string) bool {
	// A server with a limit for answers would end the stream in the middle of a line.
	_ = out.SetWriteDeadline(time.Now().Add(2 * streamBeat))
	for _, e := range events {
		if _, err := io.WriteString(w, "event: "+e+"\ndata: 1\n\n"); err != nil {
			return false
		}
	}
	return out.Flush() == nil
}
