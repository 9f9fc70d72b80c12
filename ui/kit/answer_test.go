package kit

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAnAnswerIsSentPackedToWhoUnpacks(t *testing.T) {
	a := Answer{Body: []byte("page"), Tag: `W/"t"`, Zipped: []byte("zip")}
	for _, c := range []struct{ takes, has, encoding, body string }{
		{"gzip, deflate, br", "", "gzip", "zip"},
		{"", "", "", "page"},
		{"gzip;q=0", "", "", "page"},
		{"gzip", `W/"t"`, "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", c.takes)
		r.Header.Set("If-None-Match", c.has)
		w := httptest.NewRecorder()
		a.Send(w, r, http.StatusOK)
		if w.Header().Get("Content-Encoding") != c.encoding || w.Body.String() != c.body {
			t.Errorf("%q, %q: %q, %q", c.takes, c.has, w.Header().Get("Content-Encoding"), w.Body)
		}
	}
}
