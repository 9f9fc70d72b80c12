package desk

import (
	"context"
	"errors"

	"branchbook/sync/access"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// OpenBranch is the first run: what the branch is, and its first manager.
type OpenBranch struct {
	Settings branches.Settings
	Login    string
	Name     string // of the manager, as others see it
	Password string `json:"-"`
}

// OpenBranch opens the branch and signs its first manager up. A branch is opened once.
func (d *Desk) OpenBranch(ctx context.Context, by By, in OpenBranch) (journal.Outcome, error) {
	hash, passwordErr := d.newPassword(ctx, in.Password)
	out, err := d.Journal.Do(ctx, journal.Command{
		ID: by.Command, Name: "branches.Open", Desk: by.Desk, Input: in,
		Decide: func(tx *journal.Tx) error {
			_, err := branches.Own(tx, tx.JID())
			if err == nil {
				return fact.Refuse("branch_open", "", "This branch was opened already. Sign in.")
			}
			if !errors.Is(err, fact.ErrNotFound) {
				return err
			}
			return sayOpening(tx, branches.Node(d.Journal.Node()), in, passwordErr)
		},
	})
	if err != nil {
		return out, err
	}
	return out, d.keepPassword(out, hash)
}

// sayOpening collects what is wrong with either half of the form.
func sayOpening(tx *journal.Tx, node branches.Node, in OpenBranch, password error) error {
	var no fact.Refusals
	branch, err := branches.Open(node, in.Settings)
	if err := gather(&no, err); err != nil {
		return err
	}
	manager := people.User{
		ID: people.UserID(tx.ID()), Login: in.Login, Name: in.Name, Role: people.Manager,
	}
	user, err := people.DefineUser(manager, nil, nil)
	if err := errors.Join(gather(&no, err), gather(&no, password)); err != nil {
		return err
	}
	tx.Say(branch...)
	tx.Say(user...)
	return no.Err()
}

// ChangeBranch gives the branch's settings anew.
type ChangeBranch struct {
	Settings branches.Settings
	Seen     string // tag of the branches.Branch that the form showed
}

// ChangeBranch changes the branch's settings; nothing is said where nothing differs.
func (d *Desk) ChangeBranch(ctx context.Context, by By, in ChangeBranch) (journal.Outcome, error) {
	return d.do(ctx, by, "branches.Change", in, func(w *work) error {
		found := func() (branches.Branch, error) { return w.branch, nil }
		if err := fresh("branch:"+string(w.branch.Node), in.Seen, found); err != nil {
			return err
		}
		return w.say(branches.Change(w.branch, in.Settings))
	})
}

// newPassword hashes a password outside of any transaction: it takes tens of milliseconds. A refused one comes
// back as the error, to be said together with the other fields'.
func (d *Desk) newPassword(ctx context.Context, password string) (hash string, err error) {
	if err := access.CheckPassword("password", password); err != nil {
		return "", err
	}
	return access.HashPassword(ctx, password)
}

// keepPassword stores the hash of the user whom a commit is about, after that commit: a crash in between loses
// the password, not the user, and sending the form again mends it. An old form sent again changes no password.
func (d *Desk) keepPassword(out journal.Outcome, hash string) error {
	user := out.Subject("user:")
	if hash == "" || user == "" {
		return nil
	}
	if out.Repeated {
		if _, err := d.Vault.Credential(user); !errors.Is(err, fact.ErrNotFound) {
			return err
		}
	}
	return d.Vault.SetCredential(user, hash)
}
