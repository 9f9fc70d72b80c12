package static

import (
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestHandlerKeepsForEver(t *testing.T) {
	for _, c := range []struct {
		path   string
		status int
	}{
		{URL("app.css"), 200},
		{URL("desk.js"), 200},
		{Prefix + "app.css", 404},
		{Prefix + "../static.go", 404},
	} {
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequest("GET", c.path, nil))
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.path, w.Code, c.status)
		}
		if c.status == 200 && !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s may not be kept", c.path)
		}
	}
}

func TestStylesheetHasEveryLayerAndPlace(t *testing.T) {
	css := string(stylesheet())
	for _, want := range []string{"@layer reset", "@layer screens{", ".t0{", ".t287{", ".d288{",
		".n288{"} {
		if !strings.Contains(css, want) {
			t.Errorf("no %q in the stylesheet", want)
		}
	}
	if len(squeeze([]byte(css))) > 15<<10 {
		t.Errorf("the stylesheet is %d bytes zipped, the budget is 15 KB",
			len(squeeze([]byte(css))))
	}
}

// The slowest branch's box and line have to carry them: 25 KB are all the scripts there may be.
func TestScriptsAreWithinTheirBudget(t *testing.T) {
	sum := 0
	for name, a := range load().byName {
		if strings.HasSuffix(name, ".js") {
			sum += len(a.zipped)
		}
	}
	if sum == 0 || sum > 25<<10 {
		t.Errorf("the scripts are %d bytes zipped, the budget is 25 KB", sum)
	}
}

// A lockfile with download addresses would tie every checkout to one registry.
func TestLockfileNamesNoAddress(t *testing.T) {
	b, err := os.ReadFile("../package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`"resolved"|https?://`).Match(b) {
		t.Error("package-lock.json names where packages are fetched from")
	}
}
