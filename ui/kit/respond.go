package kit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render renders a page into bytes at once, so that a late error is never half a page. The result
// is the caller's.
func Render(page Node) ([]byte, error) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := page.Render(buf); err != nil {
		return nil, fmt.Errorf("render page: %w", err)
	}
	return bytes.Clone(buf.Bytes()), nil
}

// Answer is a page as it was rendered.
type Answer struct {
	Body   []byte
	Tag    string // of the body, as an ETag
	Zipped []byte // the body by gzip; nil leaves that to whoever sends it on
}

// Prepare renders a page to be sent, more than once perhaps.
func Prepare(page Node) (Answer, error) {
	body, err := Render(page)
	return Answer{Body: body, Tag: etag(body)}, err
}

// Respond answers with a page or a part of one. Everything is rendered before the first byte is
// sent; an error means that nothing was. See [Answer.Send].
func Respond(w http.ResponseWriter, r *http.Request, status int, page Node) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if page == nil { // a part with nothing in it
		page = Text("")
	}
	if err := page.Render(buf); err != nil {
		return fmt.Errorf("render %s: %w", r.URL.Path, err)
	}
	a := Answer{Body: buf.Bytes()}
	if tagged(r, status) {
		a.Tag = etag(a.Body)
	}
	a.Send(w, r, status)
	return nil
}

// Send answers. A page with status 200 that was asked for by GET carries an ETag and is 304 where
// the browser already has it. Pages hold people's data, so they are kept only by the browser and
// asked for again each time.
func (a Answer) Send(w http.ResponseWriter, r *http.Request, status int) {
	head := w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Add("Vary", "HX-Request")
	head.Set("Cache-Control", "private, no-cache")
	head.Set("Content-Security-Policy", Policy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "same-origin")
	if tagged(r, status) {
		head.Set("ETag", a.Tag)
		if matches(r.Header.Get("If-None-Match"), a.Tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	body := a.Body
	if a.Zipped != nil && TakesGzip(r) {
		head.Set("Content-Encoding", "gzip")
		body = a.Zipped
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// TakesGzip reports whether a browser unpacks gzip, as all do; one that weighs encodings gets none.
func TakesGzip(r *http.Request) bool {
	said := r.Header.Get("Accept-Encoding")
	return strings.Contains(said, "gzip") && !strings.Contains(said, ";q=0")
}

func tagged(r *http.Request, status int) bool {
	return status == http.StatusOK && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}

// etag is weak, because a proxy or our own middleware may compress the body.
func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

func matches(header, tag string) bool {
	for _, one := range strings.Split(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
