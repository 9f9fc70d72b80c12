package desk

import (
	"cmp"
	"context"
	"errors"

	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// DefinePractitioner is a practitioner's whole new state; an empty id is a new one.
type DefinePractitioner struct {
	Practitioner people.Practitioner
	Seen         string
}

// DefinePractitioner adds or changes a practitioner.
func (d *Desk) DefinePractitioner(ctx context.Context, by By, in DefinePractitioner) (journal.Outcome, error) {
	return d.do(ctx, by, "people.DefinePractitioner", in, func(w *work) error {
		p := in.Practitioner
		p.ID = cmp.Or(p.ID, people.PractitionerID(w.ID()))
		found := func() (people.Practitioner, error) { return people.PractitionerOf(w, w.JID(), p.ID) }
		if err := fresh("practitioner:"+string(p.ID), in.Seen, found); err != nil {
			return err
		}
		return w.say(people.DefinePractitioner(p))
	})
}

// DefineUser is a user's whole new state; an empty id is a new one. An empty password leaves the present one,
// and a new user without one cannot sign in yet.
type DefineUser struct {
	User     people.User
	Password string `json:"-"`
	Seen     string
}

// DefineUser adds or changes a user. The hash of the password goes to the vault, never into a fact.
func (d *Desk) DefineUser(ctx context.Context, by By, in DefineUser) (journal.Outcome, error) {
	var hash string
	var passwordErr error
	if in.Password != "" {
		hash, passwordErr = d.newPassword(ctx, in.Password)
	}
	out, err := d.do(ctx, by, "people.DefineUser", in, func(w *work) error {
		u := in.User
		u.ID = cmp.Or(u.ID, people.UserID(w.ID()))
		found := func() (people.User, error) { return people.UserOf(w, w.JID(), u.ID) }
		if err := fresh("user:"+string(u.ID), in.Seen, found); err != nil {
			return err
		}
		users, err := people.Users(w, w.JID())
		if err != nil {
			return err
		}
		practitioners, err := people.Practitioners(w, w.JID())
		if err != nil {
			return err
		}
		var no fact.Refusals
		bodies, err := people.DefineUser(u, users, practitioners)
		if err := errors.Join(gather(&no, err), gather(&no, passwordErr)); err != nil {
			return err
		}
		return w.say(bodies, no.Err())
	})
	if err != nil {
		return out, err
	}
	return out, d.keepPassword(out, hash)
}

// SetPassword gives a user a new password. It is no fact and no command: the vault alone knows.
func (d *Desk) SetPassword(ctx context.Context, user people.UserID, password string) error {
	err := d.Journal.Read(ctx, func(v *journal.View) error {
		_, err := people.UserOf(v, v.JID(), user)
		return err
	})
	if err != nil {
		return err
	}
	hash, err := d.newPassword(ctx, password)
	if err != nil {
		return err
	}
	return d.Vault.SetCredential(string(user), hash)
}

// SignIn finds who has the login and the password. An unknown login, a wrong password and a disabled user are one
// refusal, sign_in, after the same time.
func (d *Desk) SignIn(ctx context.Context, login, password string) (people.User, error) {
	var user people.User
	err := d.Journal.Read(ctx, func(v *journal.View) (err error) {
		user, err = people.ByLogin(v, v.JID(), login)
		return err
	})
	if err != nil && !errors.Is(err, fact.ErrNotFound) {
		return people.User{}, err
	}
	hash, err := d.Vault.Credential(string(user.ID))
	if err != nil && !errors.Is(err, fact.ErrNotFound) {
		return people.User{}, err
	}
	same, err := access.SamePassword(ctx, hash, password)
	if err != nil {
		return people.User{}, err
	}
	if !same || user.ID == "" || user.Disabled {
		return people.User{}, fact.Refuse("sign_in", "password",
			"The login or the password is not right. Try again.")
	}
	return user, nil
}
