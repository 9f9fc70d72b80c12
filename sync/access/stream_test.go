package access

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestStreamsOfOnePerson: the newest pages of somebody are told, and nobody else's are ended for them.
func TestStreamsOfOnePerson(t *testing.T) {
	var stream Stream
	other := stream.join("other")
	oldest := stream.join("mai")
	var last *reader
	for range streamsEach {
		last = stream.join("mai")
	}
	ended := func(r *reader) bool {
		select {
		case <-r.gone:
			return true
		default:
			return false
		}
	}
	if !ended(oldest) || ended(last) || ended(other) {
		t.Errorf("ended: the oldest %v, the newest %v, another's %v", ended(oldest), ended(last), ended(other))
	}
	stream.leave(oldest)
	stream.leave(last)
	if len(stream.readers) != streamsEach {
		t.Errorf("%d are told, want %d", len(stream.readers), streamsEach)
	}
}

// TestStreamsEndWithTheirServer: a server that stops does not wait for those who only listen.
func TestStreamsEndWithTheirServer(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var stream Stream
	server := httptest.NewUnstartedServer(&stream)
	server.Config.BaseContext = Until(ctx)
	server.Start()
	answer, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	hear := func(want string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == "event: "+want {
				return
			}
		}
		t.Fatal("never heard", want)
	}
	hear("resync")
	stream.Tell("day", "day", "link")
	hear("day")
	hear("link")
	stop()
	stopping, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := server.Config.Shutdown(stopping); err != nil {
		t.Error("the server waited for a listener:", err)
	}
}
