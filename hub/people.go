package hub

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"branchbook/sync/access"
	"branchbook/sync/branches"
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

// First is what a fresh hub is told: how the network is called, and who may sign in first.
type First struct {
	Network branches.NetworkNamed
	Name    string
	Login   string
}

// OpenHub names the network and signs up the first person of headquarters, in one commit. It is done once; the same
// command again is the same person.
func (h *Hub) OpenHub(ctx context.Context, command string, first First, password string) error {
	user := people.User{Login: first.Login, Name: first.Name, Role: people.Headquarters}
	return h.define(ctx, definition{command: command, user: user, input: first, password: password,
		also: func(others []people.User) ([]fact.Body, error) {
			if len(others) > 0 {
				return nil, fact.Refuse("hub_open", "", "Headquarters was opened already. Sign in.")
			}
			return branches.NameNetwork(first.Network)
		}})
}

// NetworkName is how the network is called and which language headquarters speaks; zero while nobody has said it.
func (h *Hub) NetworkName(ctx context.Context) (named branches.NetworkNamed, err error) {
	err = h.Book.Read(ctx, func(v *journal.View) error {
		named, err = branches.Named(v, v.JID())
		return err
	})
	if errors.Is(err, fact.ErrNotFound) {
		return branches.NetworkNamed{}, nil
	}
	return named, err
}

// DefineUser adds or changes a person; an empty password leaves the present one. The hash goes to the vault,
// never into a fact. Refusals name the form's fields.
func (h *Hub) DefineUser(ctx context.Context, command, actor string, user people.User, password string) error {
	return h.define(ctx, definition{command: command, actor: actor, user: user, input: user, password: password,
		also: func([]people.User) ([]fact.Body, error) { return nil, nil }})
}

// definition is a person to be added or changed, and what is said or refused besides.
type definition struct {
	command, actor string
	user           people.User
	input          any
	password       string
	also           func(others []people.User) ([]fact.Body, error)
}

func (h *Hub) define(ctx context.Context, d definition) error {
	hash, weak, err := newPassword(ctx, d.user, d.password)
	if err != nil {
		return err
	}
	out, err := h.Book.Do(ctx, journal.Command{
		ID: d.command, Name: "people.DefineUser", Actor: d.actor, Input: d.input,
		Decide: func(tx *journal.Tx) error {
			u := d.user
			u.ID = cmp.Or(u.ID, people.UserID(tx.ID()))
			others, err := people.Users(tx, tx.JID())
			if err != nil {
				return err
			}
			more, not := d.also(others)
			bodies, err := people.DefineUser(u, others, nil)
			no := slices.Concat(fact.AsRefusals(not), fact.AsRefusals(err), weak)
			if len(no) > 0 {
				return no
			}
			tx.Say(append(bodies, more...)...)
			return cmp.Or(err, not)
		},
	})
	if err != nil || hash == "" {
		return err
	}
	return h.keepPassword(out, hash)
}

// newPassword is the hash to keep, empty when none was given for a person who may have one.
func newPassword(ctx context.Context, user people.User, password string) (hash string, weak fact.Refusals, err error) {
	if password == "" && user.ID != "" {
		return "", nil, nil
	}
	if weak = fact.AsRefusals(access.CheckPassword("password", password)); weak != nil {
		return "", weak, nil
	}
	hash, err = access.HashPassword(ctx, password)
	return hash, nil, err
}

// keepPassword stores the hash of a person's password. A command that came again finishes what a crash left
// undone and changes nothing else: the password is no part of the input that is compared.
func (h *Hub) keepPassword(out journal.Outcome, hash string) error {
	user := out.Subject("user:")
	if out.Repeated {
		if _, err := h.Vault.Credential(user); !errors.Is(err, fact.ErrNotFound) {
			return err
		}
	}
	return h.Vault.SetCredential(user, hash)
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
