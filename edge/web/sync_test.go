package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestAWrongCodeIsSaid: what came back refused stands outside of what the page fetches anew, which would wipe it away.
func TestAWrongCodeIsSaid(t *testing.T) {
	h, b := opened(t)
	b.open("/sync").submit(EnrolPath, "token", "ABCDE-FGHIJ").must(422, "This is not an enrolment code", "ABCDE-FGHIJ")
	_, rest, _ := strings.Cut(b.body, `id="sync" hx-get="`)
	address, _, _ := strings.Cut(rest, `"`)
	r, err := http.NewRequest(http.MethodGet, h.at+address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("HX-Request", "true")
	b.read(b.client.Do(r)).must(200)
	if strings.Contains(b.body, `name="token"`) || !strings.Contains(b.body, `hx-get="`+address+`"`) {
		t.Error("the part at", address, "shows the form anew")
	}
}
