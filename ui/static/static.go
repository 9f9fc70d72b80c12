// Package static holds what a browser loads besides pages: one stylesheet, one small script, htmx
// and the icons, embedded in the binary and named by their content.
//
// Its one idea is that a file's address contains a hash of its bytes ("/static/app.1f2e3d4c.css"),
// so that every answer may be kept for ever and no page ever meets a style of another version. Our
// own files (css, js) are committed; those of others are fetched by npm from a lockfile into dist,
// which is not. A binary that was built without them compiles, and Ready says which command was
// forgotten. It fetches nothing at run time.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
)

//go:embed all:dist css js
var files embed.FS

// Prefix is the folder all addresses begin with.
const Prefix = "/static/"

// Icons lists the drawings of the sprite, by their lucide names. Only these may be asked of
// kit.Icon.
var Icons = []string{
	"arrow-right", "ban", "bell", "building-2", "calendar-days", "check", "check-check", "chevron-left",
	"chevron-right", "circle", "circle-dashed", "circle-dot", "clock", "cloud-check", "cloud-off", "coins",
	"download", "file-text", "globe", "history", "hourglass", "info", "key-round", "layers",
	"layout-dashboard", "link-2", "link-2-off", "log-out", "move", "octagon-alert", "package", "pencil", "phone",
	"play", "plus", "printer", "refresh-cw", "search", "server", "settings", "sliders-horizontal", "sparkles",
	"triangle-alert", "unplug", "user", "users", "wallet", "x", "zoom-in", "zoom-out",
}

// ErrNotBuilt means that the binary was built before the browser assets were fetched.
var ErrNotBuilt = errors.New("browser assets are missing; run: go run ./cmd/dev assets, then build again")

type asset struct {
	address string
	kind    string
	plain   []byte
	zipped  []byte
}

type shelf struct {
	byName    map[string]*asset
	byAddress map[string]*asset
}

var load = sync.OnceValue(func() shelf {
	s := shelf{byName: map[string]*asset{}, byAddress: map[string]*asset{}}
	s.put("app.css", stylesheet())
	for name, file := range map[string]string{
		"desk.js": "js/desk.js", "act.js": "js/act.js", "place.js": "js/place.js", "htmx.js": "dist/htmx.min.js", "sse.js": "dist/hx-sse.min.js",
		"icons.svg": "dist/icons.svg",
	} {
		b, err := files.ReadFile(file)
		if strings.HasPrefix(file, "js/") {
			b = layout.ReplaceAll(b, nil)
		}
		if err == nil {
			s.put(name, b)
		}
	}
	return s
})

// layout is what our scripts have for those who read them: lines of remarks, and indentation.
var layout = regexp.MustCompile(`(?m)^[ \t]*(//.*)?\n|^[ \t]+`)

func (s shelf) put(name string, plain []byte) {
	sum := sha256.Sum256(plain)
	ext := path.Ext(name)
	address := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	a := &asset{address: address, kind: mime.TypeByExtension(ext), plain: plain,
		zipped: squeeze(plain)}
	s.byName[name], s.byAddress[address] = a, a
}

func squeeze(plain []byte) []byte {
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	_, _ = w.Write(plain)
	_ = w.Close()
	return buf.Bytes()
}

// URL is the address of an asset: "app.css", "desk.js", "act.js", "place.js", "htmx.js", "sse.js" or "icons.svg". An
// unknown name gives an address that answers 404.
func URL(name string) string {
	if a := load().byName[name]; a != nil {
		return a.address
	}
	return Prefix + name
}

// Ready is nil when every asset is aboard, else ErrNotBuilt.
func Ready() error {
	for _, name := range []string{"app.css", "desk.js", "htmx.js", "sse.js", "icons.svg"} {
		if load().byName[name] == nil {
			return ErrNotBuilt
		}
	}
	return nil
}

// Each calls visit with the address and bytes of every asset, for tools that write a page to a
// folder.
func Each(visit func(address string, plain []byte)) {
	for _, a := range load().byName {
		visit(a.address, a.plain)
	}
}

// Handler answers everything under Prefix. An address names its content, so the answer never
// changes.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := load().byAddress[r.URL.Path]
		if a == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		body := a.plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = a.zipped
		}
		_, _ = w.Write(body)
	})
}
