// Package cutter stands in front of an address and breaks the line to it in the ways in which lines break: cut,
// silent, slow, deaf in one direction. The demo's switches and the link's tests use it; it is no part of the
// product.
package cutter

import (
	"errors"
	"net"
	"sync"
	"time"
)

// Mode is how the line is.
type Mode int

// The modes.
const (
	Whole    Mode = iota
	Cut           // connections are reset and new ones refused
	Stalled       // connections stay open and nothing comes through, as after a forgetful NAT
	DropUp        // what the client sends is lost
	DropDown      // what the server sends is lost
)

// Cutter is a TCP proxy with a switch.
type Cutter struct {
	listener net.Listener
	target   string
	group    sync.WaitGroup

	mu      sync.Mutex
	changed *sync.Cond
	mode    Mode
	delay   time.Duration
	open    map[net.Conn]struct{}
	done    bool
}

// Start listens on listen ("127.0.0.1:0" for any port) and passes connections on to target.
func Start(listen, target string) (*Cutter, error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, err
	}
	c := &Cutter{listener: l, target: target, open: map[net.Conn]struct{}{}}
	c.changed = sync.NewCond(&c.mu)
	c.group.Go(c.accept)
	return c, nil
}

// Address is where clients connect.
func (c *Cutter) Address() string { return c.listener.Addr().String() }

// Set changes the mode. Bytes lost while the line drops are gone, as they are when a NAT forgets a connection:
// mending a line that dropped resets its connections.
func (c *Cutter) Set(m Mode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	lossy := c.mode == DropUp || c.mode == DropDown
	c.mode = m
	if m == Cut || lossy {
		c.reset()
	}
	c.changed.Broadcast()
}

// Mode is the mode now.
func (c *Cutter) Mode() Mode {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mode
}

// Delay holds every piece back for d in each direction.
func (c *Cutter) Delay(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.delay = d
}

// Close resets all connections and stops listening.
func (c *Cutter) Close() error {
	c.mu.Lock()
	c.done, c.mode = true, Cut
	c.reset()
	c.changed.Broadcast()
	c.mu.Unlock()
	err := c.listener.Close()
	c.group.Wait()
	return err
}

// reset closes every connection without the usual farewell. The lock is held.
func (c *Cutter) reset() {
	for conn := range c.open {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
	clear(c.open)
}

func (c *Cutter) accept() {
	for {
		conn, err := c.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		c.group.Go(func() { c.serve(conn) })
	}
}

func (c *Cutter) serve(client net.Conn) {
	if !c.keep(client) {
		return
	}
	defer c.forget(client)
	if c.await(client) == nil {
		return
	}
	server, err := net.DialTimeout("tcp", c.target, 5*time.Second)
	if err != nil || !c.keep(server) {
		return
	}
	defer c.forget(server)
	var both sync.WaitGroup
	both.Go(func() { c.pass(client, server, DropUp) })
	both.Go(func() { c.pass(server, client, DropDown) })
	both.Wait()
}

// keep remembers a connection, or closes it when the line is cut.
func (c *Cutter) keep(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mode == Cut {
		_ = conn.Close()
		return false
	}
	c.open[conn] = struct{}{}
	return true
}

func (c *Cutter) forget(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, conn)
	_ = conn.Close()
}

// pass copies one direction until either end closes.
func (c *Cutter) pass(from, to net.Conn, dropped Mode) {
	defer to.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			state := c.await(from)
			if state == nil {
				return
			}
			time.Sleep(state.delay)
			if state.mode != dropped {
				if _, err := to.Write(buf[:n]); err != nil {
					return
				}
			}
		}
		if err != nil {
			return
		}
	}
}

type state struct {
	mode  Mode
	delay time.Duration
}

// await returns once the line is not stalled; nil when the connection was closed meanwhile.
func (c *Cutter) await(conn net.Conn) *state {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.mode == Stalled {
		c.changed.Wait()
	}
	if _, alive := c.open[conn]; !alive || c.done {
		return nil
	}
	return &state{c.mode, c.delay}
}
