package hub

import (
	"cmp"
	"context"
	"errors"

	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// Opened reports whether somebody may sign in at headquarters yet.
func (h *Hub) Opened(ctx context.Context) (opened bool, err error) {
	users, err := h.People(ctx)
	return len(users) > 0, err
}

// People are all who may sign in at headquarters.
func (h *Hub) People(ctx context.Context) (users []people.User, err error) {
	err = h.Book.Read(ctx, func(v *journal.View) error {
		users, err = people.Users(v, v.JID())
		return err
	})
	return users, err
}

// OpenHub signs up the first person of headquarters. It is done once.
func (h *Hub) OpenHub(ctx context.Context, command, name, login, password string) error {
	opened, err := h.Opened(ctx)
	if err != nil {
		return err
	}
	if opened {
		return fact.Refuse("hub_open", "", "Headquarters was opened already. Sign in.")
	}
	return h.DefineUser(ctx, command, "", people.User{Login: login, Name: name, Role: people.Headquarters}, password)
}

// DefineUser adds or changes a person; an empty password leaves the present one. The hash goes to the vault,
// never into a fact.
func (h *Hub) DefineUser(ctx context.Context, command, actor string, user people.User, password string) error {
	var hash string
	var weak fact.Refusals
	if password != "" || user.ID == "" {
		weak = fact.AsRefusals(access.CheckPassword("password", password))
		if weak == nil {
			var err error
			if hash, err = access.HashPassword(ctx, password); err != nil {
				return err
			}
		}
	}
	out, err := h.Book.Do(ctx, journal.Command{
		ID: command, Name: "people.DefineUser", Actor: actor, Input: user,
		Decide: func(tx *journal.Tx) error {
			u := user
			u.ID = cmp.Or(u.ID, people.UserID(tx.ID()))
			others, err := people.Users(tx, tx.JID())
			if err != nil {
				return err
			}
			bodies, err := people.DefineUser(u, others, nil)
			no := append(fact.AsRefusals(err), weak...)
			if len(no) > 0 {
				return no
			}
			tx.Say(bodies...)
			return err
		},
	})
	if err != nil || hash == "" {
		return err
	}
	return h.Vault.SetCredential(out.Subject("user:"), hash)
}

// SetPassword gives a person a new password.
func (h *Hub) SetPassword(ctx context.Context, user people.UserID, password string) error {
	if err := access.CheckPassword("password", password); err != nil {
		return err
	}
	hash, err := access.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return h.Vault.SetCredential(string(user), hash)
}

// SignIn finds who has the login and the password. Whatever is wrong, the answer is one refusal after the same
// time.
func (h *Hub) SignIn(ctx context.Context, login, password string) (people.User, error) {
	var user people.User
	err := h.Book.Read(ctx, func(v *journal.View) (err error) {
		user, err = people.ByLogin(v, v.JID(), login)
		return err
	})
	if err != nil && !errors.Is(err, fact.ErrNotFound) {
		return people.User{}, err
	}
	hash, err := h.Vault.Credential(string(user.ID))
	if err != nil && !errors.Is(err, fact.ErrNotFound) {
		return people.User{}, err
	}
	same, err := access.SamePassword(ctx, hash, password)
	if err != nil {
		return people.User{}, err
	}
	if !same || user.Disabled {
		return people.User{}, fact.Refuse("sign_in", "password", "The name or the password is not right.")
	}
	return user, nil
}
