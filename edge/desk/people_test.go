package desk

import (
	"context"
	"errors"
	"testing"

	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/people"
)

func TestOpeningHappensOnce(t *testing.T) {
	h := newHouse(t)
	_, err := h.d.OpenBranch(context.Background(), h.by("", ""), OpenBranch{tokyo(), "eve", "Eve", testPassword})
	if codes(err) != "branch_open@" {
		t.Error(err)
	}
	settings := tokyo()
	settings.Currency = "EUR"
	_, err = h.d.ChangeBranch(context.Background(), h.yukis(), ChangeBranch{Settings: settings})
	if codes(err) != "currency_fixed@currency" {
		t.Error(err)
	}
	settings = tokyo()
	settings.StepMin = 15
	_, err = h.d.ChangeBranch(context.Background(), h.yukis(), ChangeBranch{Settings: settings})
	h.must(err)
	if b, now, err := h.d.Branch(context.Background()); err != nil || b.StepMin != 15 || now.Clock() != "08:00" {
		t.Error(b, now, err)
	}
}

// A first form that is wrong everywhere says so everywhere, and leaves no branch.
func TestOpeningSaysEverythingAtOnce(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	if _, err := h.d.SignIn(ctx, "yuki", testPassword); err != nil {
		t.Error(err)
	}
	_, err := h.d.DefineUser(ctx, h.yukis(), DefineUser{User: people.User{Login: "?", Role: people.Desk}, Password: "short"})
	if codes(err) != "login_form@login name_missing@name password_short@password" {
		t.Error(err)
	}
}

func TestSignIn(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	gone := people.User{Login: "gone", Name: "Gone", Role: people.Desk}
	out, err := h.d.DefineUser(ctx, h.yukis(), DefineUser{User: gone, Password: testPassword})
	gone.ID, gone.Disabled = people.UserID(h.done("user:", out, err)), true
	_, err = h.d.DefineUser(ctx, h.yukis(), DefineUser{User: gone})
	h.must(err)
	const no = "sign_in@password"
	for _, x := range []struct{ login, password, want string }{
		{"yuki", testPassword, ""}, {" YUKI ", testPassword, ""},
		{"yuki", "another one", no}, {"nobody", testPassword, no}, {"gone", testPassword, no},
		{"mai", "", no}, {"mai", testPassword, no}, // has no password yet
	} {
		user, err := h.d.SignIn(ctx, x.login, x.password)
		if codes(err) != x.want || (err == nil) != (user.ID == h.yuki) {
			t.Errorf("%+v: %+v, %v", x, user, err)
		}
	}
	if err := h.d.SetPassword(ctx, h.mai, "short"); codes(err) != "password_short@password" {
		t.Error(err)
	}
	if err := h.d.SetPassword(ctx, "x", testPassword); !errors.Is(err, fact.ErrNotFound) {
		t.Error(err)
	}
	h.must(h.d.SetPassword(ctx, h.mai, testPassword))
	if _, err := h.d.SignIn(ctx, "mai", testPassword); err != nil {
		t.Error(err)
	}
}

// An old form that comes again must not bring an old password back.
func TestAnOldFormKeepsThePassword(t *testing.T) {
	h := newHouse(t)
	ctx, by := context.Background(), h.yukis()
	form := DefineUser{User: people.User{Login: "aki", Name: "Aki", Role: people.Desk}, Password: testPassword}
	out, err := h.d.DefineUser(ctx, by, form)
	aki := people.UserID(h.done("user:", out, err))
	h.must(h.d.SetPassword(ctx, aki, "a newer password"))
	_, err = h.d.DefineUser(ctx, by, form)
	h.must(err)
	if _, err := h.d.SignIn(ctx, "aki", "a newer password"); err != nil {
		t.Error(err)
	}
}

func TestLikelyDuplicates(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	same := RegisterClient{Card: clients.Card{Family: "Tanaka", Given: "Ai", Phones: []string{"+81 90 1111 2222"}}}
	_, err := h.d.Register(ctx, h.mais(), same)
	var found *Duplicates
	if !errors.As(err, &found) || len(found.Found) != 1 || found.Found[0].ID != h.hana {
		t.Fatalf("%v", err)
	}
	inline := h.facialAt(monday, 10)
	inline.Client, inline.NewClient = "", &same
	if _, err := h.d.Book(ctx, h.mais(), inline); !errors.As(err, &found) {
		t.Error("in a booking:", err)
	}
	same.Anyway = true
	visit := h.visit(h.book(inline))
	if visit.Client.Name != "Tanaka Ai" || visit.Client.Number != "TYO1-000003" {
		t.Errorf("%+v", visit.Client)
	}
	hits, err := h.d.SearchClients(ctx, "9011112222")
	if err != nil || len(hits) != 2 {
		t.Errorf("%+v, %v", hits, err)
	}
	page, err := h.d.Client(ctx, visit.Client.ID)
	if err != nil || page.Card.Phones[0] != "+819011112222" || len(page.Visits) != 1 || page.Sealed {
		t.Errorf("%+v, %v", page, err)
	}
	h.sound()
}

// A person whose key was destroyed stays in the figures under the number.
func TestErasedClientKeepsTheNumber(t *testing.T) {
	h := newHouse(t)
	visit := h.book(BookVisit{On: monday, Untimed: true, Client: h.hana, Source: booking.Desk, Note: "shy",
		Blocks: []Block{{Service: h.rub}}})
	page, err := h.d.Client(context.Background(), h.hana)
	h.must(err)
	h.must(h.d.Vault.Destroy(page.Client.Key))
	after := h.visit(visit)
	if after.Client.Name != "TYO1-000001" || !after.Client.Sealed || after.Note != "" {
		t.Errorf("%+v, note %q", after.Client, after.Note)
	}
	// Booking goes on; only what cannot be sealed is refused, beside its field.
	again := BookVisit{On: monday, Untimed: true, Client: h.hana, Source: booking.Desk, Note: "loud",
		Blocks: []Block{{Service: h.rub}}}
	_, err = h.d.Book(context.Background(), h.mais(), again)
	if no := fact.AsRefusals(err); len(no) != 1 || no[0].Code != "note_sealed" || no[0].Field != "note" {
		t.Error("a note that cannot be kept:", err)
	}
	again.Note = ""
	h.book(again)
	_, err = h.d.ChangeClient(context.Background(), h.mais(), ChangeClient{
		Client: h.hana, Card: clients.Card{Family: "Sato"}, Seen: Tag(page.Client), Anyway: true,
	})
	if no := fact.AsRefusals(err); len(no) != 1 || no[0].Code != "card_sealed" || no[0].Field != "family" {
		t.Error("a card that cannot be opened is changed:", err)
	}
}
