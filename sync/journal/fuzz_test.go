package journal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// A marker of any content means the same box, another one, or a question to a person; never a crash.
func FuzzMarker(f *testing.F) {
	x := &box{t: f}
	x.fill("n1")
	defer x.close()
	x.mustSeat("A")
	path := filepath.Join(x.o.Dir, markerFile)
	good, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(good), "", "null", "{}", `{"height":-1}`, `{"height":9223372036854775807}`, "[1]"} {
		f.Add([]byte(s))
	}
	own := x.book.mark
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		reason, err := x.book.suspicion()
		if err != nil || reason != "" {
			return
		}
		m := x.book.mark
		if m.Inode != own.Inode || m.Machine != own.Machine || m.Height > 1 || m.Height < 0 {
			t.Fatalf("taken for this box's own: %+v", m)
		}
	})
}

// A manifest of any content lets a whole backup through, and nothing else.
func FuzzManifest(f *testing.F) {
	from := f.TempDir()
	m := manifest{Version: 1, SHA256: map[string]string{}}
	for _, name := range nodeFiles {
		path := filepath.Join(from, name)
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			f.Fatal(err)
		}
		sum, err := hashFile(path)
		if err != nil {
			f.Fatal(err)
		}
		m.SHA256[name] = sum
	}
	good, err := json.Marshal(m)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		string(good), "", "null", `{"version":1}`, `{"version":2}`, `{"version":1,"sha256":{"../book.db":"x","":""}}`,
		`{"version":1,"sha256":{"book.db":"` + m.SHA256[bookFile] + `"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(filepath.Join(from, manifestFile), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		root := t.TempDir()
		dir := filepath.Join(root, "node")
		if err := Restore(from, dir); err != nil {
			return
		}
		for folder, n := range map[string]int{root: 1, dir: len(m.SHA256)} {
			if there, err := os.ReadDir(folder); err != nil || len(there) != n {
				t.Fatalf("%s holds %v, %v", folder, there, err)
			}
		}
	})
}

// A batch of any bytes is refused: nobody else can sign.
func FuzzBatch(f *testing.F) {
	x := &box{t: f}
	x.fill("n1")
	defer x.close()
	x.mustSeat("A")
	x.mustSeat("B")
	good, err := x.book.Export(f.Context(), "n1", 0, 2, 1<<20)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.From, good.Prev[:], good.Commits[0], good.Commits[1], good.Seal)
	f.Add(int64(-1), []byte{}, []byte("{}"), []byte("null"), []byte{1})
	f.Fuzz(func(t *testing.T, from int64, prev, first, second, seal []byte) {
		b := Batch{Journal: "n1", From: from, Commits: [][]byte{first, second}, Seal: seal}
		copy(b.Prev[:], prev)
		same := from == good.From && b.Prev == good.Prev && string(first) == string(good.Commits[0]) &&
			string(second) == string(good.Commits[1]) && string(seal) == string(good.Seal)
		if err := Genuine(b, x.author()); (err == nil) != same {
			t.Fatal("forged, and taken:", err)
		}
	})
}
