package web

import (
	"strings"
	"testing"

	"branchbook/ui/head"
)

// TestAFormOutlivesItsSession: who was signed out while typing signs in and finds it again, under its command id and
// without its password, which is typed anew.
func TestAFormOutlivesItsSession(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	page, secret := head.PersonPath("new"), "a long password"
	b.open(page)
	form := b.page
	b.open("/").submit("/signout")
	b.page = form
	b.submit(page, "name", "Boris", "login", "boris", "password", secret, "again", secret).
		must(401, "nothing was saved")
	if strings.Contains(b.page, secret) {
		t.Error("a password is carried along")
	}
	b.submit("/signin", "login", login, "password", "wrong").must(422, "nothing was saved")
	b.submit("/signin", "login", login, "password", password).must(200, "What you entered is kept", "Boris")
	if b.submit(page).must(422, "Use at least 8 characters"); !strings.Contains(b.page, `value="Boris"`) {
		t.Error("what was typed is lost")
	}
	command := func(page string) string {
		_, rest, _ := strings.Cut(page, `name="command" value="`)
		id, _, _ := strings.Cut(rest, `"`)
		return id
	}
	if id := command(b.page[strings.Index(b.page, "<main"):]); id == "" || !strings.Contains(form, id) {
		t.Error("the form has another command id:", id)
	}
	b.submit(page, "name", "Boris", "login", "boris", "password", secret, "again", secret).must(200, "Boris")
	b.open(head.KeptPath).must(200)
	if b.path == head.KeptPath {
		t.Error("what was sent is kept a second time")
	}
}

// TestAButtonIsPressedAnew: a form that holds nothing in words is not sent after the sign-in; its page is shown again.
func TestAButtonIsPressedAnew(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	button := b.open(head.EnrolPath).page
	b.open("/").submit("/signout")
	b.page = button
	b.submit(head.EnrolPath).must(200)
	if !strings.HasPrefix(b.path, head.SignInPath) || strings.Contains(b.page, "nothing was saved") {
		t.Error("a button is kept at", b.path)
	}
}
