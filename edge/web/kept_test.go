package web

import (
	"net/http"
	"testing"
)

// TestAFormOutlivesItsSession: who was signed out while typing signs in and finds it again, under its command id.
func TestAFormOutlivesItsSession(t *testing.T) {
	h, b := opened(t)
	b.open("/clients/new")
	form := b.fill("/clients", "family", "Yamada", "given", "Aoi")
	before := h.edge.Book.Head(h.edge.Node).Height
	b.post("/signout", nil)
	b.post("/clients", form).must(http.StatusUnauthorized, "nothing was saved")
	b.submit("/signin", "login", login, "password", "wrong").must(422, "nothing was saved")
	b.submit("/signin", "login", login, "password", password).must(200, "Yamada", "Aoi")
	if h.edge.Book.Head(h.edge.Node).Height != before {
		t.Error("the form was sent by nobody")
	}
	kept := b.fill("/clients")
	if kept.Get("command") != form.Get("command") {
		t.Error("the form has another command id")
	}
	b.post("/clients", kept).must(200, "Yamada Aoi")
	b.open("/signin/kept").must(200)
	if b.path == "/signin/kept" {
		t.Error("what was sent is kept a second time")
	}
}

// TestNothingSecretIsKept: a password that was typed is typed again.
func TestNothingSecretIsKept(t *testing.T) {
	_, b := opened(t)
	b.open("/settings/users/new")
	form := b.fill("/settings/users/new", "name", "Ken", "login", "ken", "password", "a long quiet river")
	b.post("/signout", nil)
	b.post("/settings/users/new", form).must(http.StatusUnauthorized)
	b.submit("/signin", "login", login, "password", password).must(200, "Ken")
	if kept := b.fill("/settings/users/new"); kept.Has("password") || kept.Get("login") != "ken" {
		t.Error("kept:", kept)
	}
}

// TestAPartAsksNobodyToSignIn: the script of an open page gets a bare answer, which it says in its own words.
func TestAPartAsksNobodyToSignIn(t *testing.T) {
	h := newHouse(t)
	for name, header := range map[string]string{"HX-Request": "true", "Accept": "text/html, text/event-stream"} {
		r, err := http.NewRequest(http.MethodGet, h.at+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(name, header)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized {
			t.Error(name, answer.Status)
		}
	}
}
