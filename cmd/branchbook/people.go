package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"branchbook/cmd/internal/network"
	"branchbook/edge"
	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

type userCmd struct {
	Data string `help:"Folder of the databases." default:"./data" env:"BRANCHBOOK_DATA" placeholder:"DIR"`

	List     userListCmd     `cmd:"" help:"List who may sign in."`
	Add      userAddCmd      `cmd:"" help:"Add somebody; the password is read from standard input."`
	Password userPasswordCmd `cmd:"" help:"Give somebody a new password, read from standard input."`
}

// stopped opens a node that is not running. Its own journal is enough: branch and hub keep people alike.
func (c *userCmd) stopped(ctx context.Context, use func(*edge.Edge) error) error {
	if _, err := os.Stat(c.Data); err != nil {
		return fmt.Errorf("there is no node in %s", c.Data)
	}
	e, err := edge.Open(ctx, edge.Config{Dir: c.Data, Version: version, Clock: wall, Random: network.Random()})
	if errors.Is(err, journal.ErrLocked) {
		return fmt.Errorf("%w; stop it, or use its page", err)
	}
	if err != nil {
		return err
	}
	return errors.Join(use(e), e.Close())
}

type userListCmd struct{}

// Run lists the people of a node.
func (*userListCmd) Run(ctx context.Context, out io.Writer, c *commands) error {
	return c.User.stopped(ctx, func(e *edge.Edge) error {
		return e.Book.Read(ctx, func(v *journal.View) error {
			all, err := people.Users(v, v.JID())
			for _, u := range all {
				state := ""
				if u.Disabled {
					state = " (disabled)"
				}
				fmt.Fprintf(out, "%-16s %-14s %s%s\n", u.Login, u.Role, u.Name, state)
			}
			return err
		})
	})
}

type userAddCmd struct {
	Login string `arg:"" help:"What they type to sign in."`
	Name  string `help:"As others see them." required:""`
	Role  string `help:"desk, manager or headquarters." enum:"desk,manager,headquarters" required:""`
}

// Run adds a person.
func (a *userAddCmd) Run(ctx context.Context, out io.Writer, c *commands) error {
	password, err := readPassword(os.Stdin, out)
	if err != nil {
		return err
	}
	return c.User.stopped(ctx, func(e *edge.Edge) error {
		_, err := e.Desk.DefineUser(ctx, byHand(), desk.DefineUser{
			User: people.User{Login: a.Login, Name: a.Name, Role: people.Role(a.Role)}, Password: password,
		})
		return err
	})
}

type userPasswordCmd struct {
	Login string `arg:"" help:"Whose password."`
}

// Run gives a person a new password.
func (p *userPasswordCmd) Run(ctx context.Context, out io.Writer, c *commands) error {
	password, err := readPassword(os.Stdin, out)
	if err != nil {
		return err
	}
	return c.User.stopped(ctx, func(e *edge.Edge) error {
		var user people.User
		err := e.Book.Read(ctx, func(v *journal.View) (err error) {
			user, err = people.ByLogin(v, v.JID(), p.Login)
			return err
		})
		if errors.Is(err, fact.ErrNotFound) {
			return fmt.Errorf("nobody signs in as %s", p.Login)
		}
		if err != nil {
			return err
		}
		return e.Desk.SetPassword(ctx, user.ID, password)
	})
}

func byHand() desk.By {
	return desk.By{Desk: "command line", Command: fact.NewID(wall.Now(), network.Random())}
}

// readPassword reads one line; the terminal shows it, for people who run this at their own machine.
func readPassword(in io.Reader, out io.Writer) (string, error) {
	fmt.Fprint(out, "Password: ")
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	password := strings.TrimRight(line, "\r\n")
	return password, access.CheckPassword("password", password)
}

type enrolCmd struct {
	Data  string `help:"Folder of the databases." default:"./data" env:"BRANCHBOOK_DATA" placeholder:"DIR"`
	Token string `arg:"" help:"The one-time code from headquarters."`
}

// Run enrols a stopped branch: it shows six digits and waits until a person at headquarters has compared them.
func (c *enrolCmd) Run(ctx context.Context, out io.Writer) error {
	user := userCmd{Data: c.Data}
	return user.stopped(ctx, func(e *edge.Edge) error {
		digits, err := e.StartEnrol(ctx, c.Token, "command line")
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "Headquarters must see the same digits: %s %s\nWaiting for a person there…\n", digits[:3],
			digits[3:])
		if err := e.AwaitEnrolment(ctx); err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, "This branch is a member of the network.")
		return err
	})
}
