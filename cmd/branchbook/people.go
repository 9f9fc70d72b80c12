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
	"branchbook/hub"
	"branchbook/hub/report"
	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

type userCmd struct {
	List     *userListCmd     `arg:"subcommand:list" help:"list who may sign in"`
	Add      *userAddCmd      `arg:"subcommand:add" help:"add somebody; the password is read from standard input"`
	Password *userPasswordCmd `arg:"subcommand:password" help:"give somebody a new password, read from standard input"`
}

// staff are the people of a node that is not running, and what may be done about them from its command line.
type staff struct {
	book     *journal.Book
	define   func(people.User, string) error
	password func(people.UserID, string) error
}

// stopped opens a node that is not running, a branch or headquarters.
func (c folder) stopped(ctx context.Context, use func(staff) error) error {
	side, err := journal.SideOf(c.Data)
	if err != nil {
		return fmt.Errorf("there is no node in %s: %w", c.Data, err)
	}
	if side == report.Side {
		h, err := hub.Open(ctx, hub.Config{Dir: c.Data, Clock: wall, Random: network.Random()})
		if err != nil {
			return whileRunning(err)
		}
		return errors.Join(use(staff{
			book: h.Book,
			define: func(u people.User, password string) error {
				return h.DefineUser(ctx, byHand().Command, "", u, password)
			},
			password: func(id people.UserID, password string) error { return h.SetPassword(ctx, id, password) },
		}), h.Close())
	}
	return stoppedBranch(ctx, c.Data, func(e *edge.Edge) error {
		return use(staff{
			book: e.Book,
			define: func(u people.User, password string) error {
				_, err := e.Desk.DefineUser(ctx, byHand(), desk.DefineUser{User: u, Password: password})
				return err
			},
			password: func(id people.UserID, password string) error { return e.Desk.SetPassword(ctx, id, password) },
		})
	})
}

// stoppedBranch opens a branch that is not running.
func stoppedBranch(ctx context.Context, dir string, use func(*edge.Edge) error) error {
	e, err := edge.Open(ctx, edge.Config{Dir: dir, Version: version, Clock: wall, Random: network.Random()})
	if err != nil {
		return whileRunning(err)
	}
	return errors.Join(use(e), e.Close())
}

// whileRunning says what to do about a folder that a running node holds.
func whileRunning(err error) error {
	if errors.Is(err, journal.ErrLocked) {
		return fmt.Errorf("%w; stop it, or use its page", err)
	}
	return err
}

type userListCmd struct{ folder }

// run lists the people of a node.
func (c *userListCmd) run(ctx context.Context, to console) error {
	return c.stopped(ctx, func(s staff) error {
		return s.book.Read(ctx, func(v *journal.View) error {
			all, err := people.Users(v, v.JID())
			for _, u := range all {
				state := ""
				if u.Disabled {
					state = " (disabled)"
				}
				fmt.Fprintf(to.out, "%-16s %-14s %s%s\n", u.Login, u.Role, u.Name, state)
			}
			return err
		})
	})
}

type userAddCmd struct {
	folder
	Login string `arg:"positional,required" help:"what they type to sign in"`
	Name  string `arg:"--name,required" help:"as others see them"`
	Role  string `arg:"--role,required" help:"desk, manager or headquarters"`
}

// run adds a person.
func (c *userAddCmd) run(ctx context.Context, to console) error {
	password, err := readPassword(os.Stdin, to.out)
	if err != nil {
		return err
	}
	return c.stopped(ctx, func(s staff) error {
		return s.define(people.User{Login: c.Login, Name: c.Name, Role: people.Role(c.Role)}, password)
	})
}

type userPasswordCmd struct {
	folder
	Login string `arg:"positional,required" help:"whose password"`
}

// run gives a person a new password.
func (c *userPasswordCmd) run(ctx context.Context, to console) error {
	password, err := readPassword(os.Stdin, to.out)
	if err != nil {
		return err
	}
	return c.stopped(ctx, func(s staff) error {
		var user people.User
		err := s.book.Read(ctx, func(v *journal.View) (err error) {
			user, err = people.ByLogin(v, v.JID(), c.Login)
			return err
		})
		if errors.Is(err, fact.ErrNotFound) {
			return fmt.Errorf("nobody signs in as %s", c.Login)
		}
		if err != nil {
			return err
		}
		return s.password(user.ID, password)
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
	folder
	Token string `arg:"positional,required" help:"the one-time code from headquarters"`
}

// run enrols a stopped branch: it shows six digits and waits until a person at headquarters has compared them.
func (c *enrolCmd) run(ctx context.Context, to console) error {
	return stoppedBranch(ctx, c.Data, func(e *edge.Edge) error {
		digits, err := e.StartEnrol(ctx, c.Token, "command line")
		if err != nil {
			return err
		}
		fmt.Fprintf(to.out, "Headquarters must see the same digits: %s %s\nWaiting for a person there…\n", digits[:3],
			digits[3:])
		if err := e.AwaitEnrolment(ctx); err != nil {
			return err
		}
		_, err = fmt.Fprintln(to.out, "This branch is a member of the network.")
		return err
	})
}
