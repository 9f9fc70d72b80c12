package cutter

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); io.Copy(c, c) }()
		}
	}()
	return l.Addr().String()
}

func started(t *testing.T) *Cutter {
	t.Helper()
	c, err := Start("127.0.0.1:0", echo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func dial(t *testing.T, c *Cutter) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", c.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// said sends a word and waits for its echo.
func said(conn net.Conn, wait time.Duration) error {
	conn.SetDeadline(time.Now().Add(wait))
	if _, err := conn.Write([]byte("hello")); err != nil {
		return err
	}
	_, err := io.ReadFull(conn, make([]byte, 5))
	return err
}

const short, long = 50 * time.Millisecond, 5 * time.Second

func TestModes(t *testing.T) {
	for _, test := range []struct {
		name     string
		mode     Mode
		silent   bool // the connection stays open and nothing comes back
		survives bool // the same connection works after mending
	}{
		{"whole", Whole, false, true},
		{"cut", Cut, false, false},
		{"stalled", Stalled, true, true},
		{"drop up", DropUp, true, false},
		{"drop down", DropDown, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := started(t)
			conn := dial(t, c)
			if err := said(conn, long); err != nil {
				t.Fatal(err)
			}
			c.Set(test.mode)
			err := said(conn, short)
			if silent := errors.Is(err, os.ErrDeadlineExceeded); silent != test.silent {
				t.Errorf("silent %t, want %t: %v", silent, test.silent, err)
			}
			c.Set(Whole)
			err = said(conn, short)
			if (err == nil) != test.survives {
				t.Errorf("after mending: %v, want survival %t", err, test.survives)
			}
			if err := said(dial(t, c), long); err != nil {
				t.Errorf("a new connection after mending: %v", err)
			}
		})
	}
}

func TestDelay(t *testing.T) {
	c := started(t)
	conn := dial(t, c)
	c.Delay(short)
	start := time.Now()
	if err := said(conn, long); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 2*short {
		t.Errorf("there and back in %v, want at least %v", took, 2*short)
	}
}

func TestCutRefusesNewConnections(t *testing.T) {
	c := started(t)
	c.Set(Cut)
	conn, err := net.Dial("tcp", c.Address())
	if err == nil {
		defer conn.Close()
		err = said(conn, long)
	}
	if err == nil {
		t.Error("a cut line let somebody through")
	}
}
