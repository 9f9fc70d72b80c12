package assets

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSprite(t *testing.T) {
	folder := t.TempDir()
	write := func(name, svg string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(svg), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("dot.svg", "<!-- by -->\n<svg\n class=\"x\">\n  <circle r=\"1\" />\n</svg>\n")
	write("bad.svg", "nothing")

	got, err := Sprite(folder, []string{"dot"})
	want := `<svg xmlns="http://www.w3.org/2000/svg"><symbol id="dot" viewBox="0 0 24 24"><circle r="1" />` +
		"</symbol></svg>\n"
	if err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	for _, name := range []string{"bad", "absent"} {
		if _, err := Sprite(folder, []string{name}); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
