package access

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"branchbook/sync/people"
)

// Stream tells open pages that something changed, by server-sent events that carry a name and nothing else: the page
// asks again for what it shows. Events that nobody has read yet are told once, so a slow reader costs no memory. The
// zero value is ready; its methods are safe for concurrent use.
type Stream struct {
	mu      sync.Mutex
	readers []*reader // the oldest first
}

type reader struct {
	who     people.UserID
	wake    chan struct{}
	gone    chan struct{} // closed when a newer one took its place
	pending []string
}

// streamsEach is how many open pages of one person are told; hidden tabs close theirs. The next one takes the place of
// the oldest, so that nobody uses up what the machine can hold open.
const streamsEach = 32

// Times of a stream. It ends by itself, so that a browser that comes back is asked again who it is.
const (
	streamBeat = 10 * time.Second
	streamLife = 15 * time.Minute
)

// Tell tells every open page about events. It does not block.
func (s *Stream) Tell(events ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.readers {
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

func (s *Stream) join(who people.UserID) *reader {
	r := &reader{who: who, wake: make(chan struct{}, 1), gone: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readers = append(s.readers, r)
	same := 0
	for i := len(s.readers) - 1; i >= 0; i-- {
		if s.readers[i].who != who {
			continue
		}
		if same++; same > streamsEach {
			close(s.readers[i].gone)
			s.readers = slices.Delete(s.readers, i, i+1)
		}
	}
	return r
}

func (s *Stream) leave(r *reader) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readers = slices.DeleteFunc(s.readers, func(one *reader) bool { return one == r })
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
	p, _ := Who(q.Context())
	r := s.join(p.User.ID)
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
		case <-r.gone:
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
