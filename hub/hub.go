// Package hub is headquarters: it hears every branch, keeps their journals, and answers for the network.
package hub

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"branchbook/hub/intake"
	"branchbook/hub/report"
	"branchbook/sync/access"
	"branchbook/sync/book"
	"branchbook/sync/branches"
	"branchbook/sync/chores"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/link/wire"
)

// Config says where the hub lives. The zero value of everything but Dir, Clock and Random is a sound default.
type Config struct {
	Dir         string
	Version     string
	SyncListen  string // the leaf door, host:port
	EnrolListen string // the enrolment door, host:port
	PublicHost  string // by which branches find both doors; empty for the listeners' own addresses
	Clock       fact.Clock
	Random      io.Reader
	Sync        journal.Sync
	Log         *slog.Logger
	Timing      link.Timing
	Adopt       bool // the marker is lost and a person says that this is the only hub
	Chores      chores.Options
}

// Hub is open headquarters.
type Hub struct {
	Config
	Node    string
	Network string
	Keys    link.Keys
	Vault   *journal.Vault
	Book    *journal.Book
	Local   *access.Local
	Intake  *intake.Intake
	Care    *chores.Runner // what the hub does by itself at night
	Keep    chores.Keeper  // its backups

	authority link.Authority
	door      *link.Hub
	enrol     *http.Server

	enrolAddress string
	enrolling    sync.Mutex

	mu       sync.Mutex
	contacts map[string]Contact
	alarms   []Alarm
	compared map[string]Comparison // by branch

	weighing   sync.Mutex // held while a digest is compared
	background sync.WaitGroup
	closing    context.Context // ends when the hub closes
	stop       context.CancelFunc
}

// Contact is the newest word of a branch.
type Contact struct {
	HeardAt    time.Time // its last hello or push
	CompleteAt time.Time // when the hub last had everything the branch had
	Own        int64     // height of its own journal, as it said
	Stored     int64     // height of it here
	Box        string
	App        string
	Skew       time.Duration // its clock minus the hub's
	Code       string        // of the refusal it got, empty when welcome
	Care       *wire.Care    `json:",omitempty"` // how it looks after itself, as it said
}

// Waiting is how many commits the branch was known to have that the hub has not.
func (c Contact) Waiting() int64 { return max(0, c.Own-c.Stored) }

// Alarm is something a person at headquarters should see.
type Alarm struct {
	At   time.Time
	Node string
	Code string
	Text string
}

// Open opens or creates the hub in c.Dir. Its doors are not opened; see [Hub.Listen].
func Open(ctx context.Context, c Config) (*Hub, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Sync == "" {
		c.Sync = journal.Full
	}
	h := &Hub{Config: c, contacts: map[string]Contact{}, compared: map[string]Comparison{}}
	h.closing, h.stop = context.WithCancel(context.WithoutCancel(ctx))
	if err := h.open(ctx); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

func (h *Hub) open(ctx context.Context) (err error) {
	if err := journal.MakeDir(h.Dir); err != nil {
		return err
	}
	if h.Vault, err = journal.OpenVault(h.Dir, h.Sync, h.Clock, h.Random); err != nil {
		return err
	}
	if err := h.identify(); err != nil {
		return err
	}
	if h.Adopt {
		if err := journal.Adopt(h.Dir); err != nil {
			return err
		}
	}
	input, err := h.Vault.Secret("input key", h.Vault.RandomSecret(32))
	if err != nil {
		return err
	}
	h.Book, err = journal.Open(ctx, journal.Options{
		Dir: h.Dir, Node: h.Node, Network: func() string { return h.Network },
		Definition: report.Extend(book.Definition()), Clock: h.Clock, Random: h.Random, Vault: h.Vault,
		Signer: h.Keys.Sign, InputKey: input, Sync: h.Sync, Log: h.Log,
	})
	if err != nil {
		return err
	}
	if h.Local, err = access.OpenLocal(h.Dir, h.Sync); err != nil {
		return err
	}
	if err := errors.Join(h.recall(), h.recallComparisons()); err != nil {
		return err
	}
	h.openCare()
	return h.openIntake(ctx)
}

// identify reads the hub's ids, keys and authority; a new hub makes them.
func (h *Hub) identify() error {
	id := func(name string) (string, error) {
		raw, err := h.Vault.Secret(name, func() ([]byte, error) {
			return []byte(fact.NewID(h.Clock.Now(), h.Random)), nil
		})
		return string(raw), err
	}
	var err error
	if h.Node, err = id("node"); err != nil {
		return err
	}
	if h.Network, err = id("network"); err != nil {
		return err
	}
	seed, err := h.Vault.Secret("seed", h.Vault.RandomSecret(ed25519.SeedSize))
	if err != nil {
		return err
	}
	if h.Keys, err = link.DeriveKeys(seed); err != nil {
		return err
	}
	authoritySeed, err := h.Vault.Secret("authority seed", h.Vault.RandomSecret(ed25519.SeedSize))
	if err != nil {
		return err
	}
	der, err := h.Vault.Secret("authority", func() ([]byte, error) {
		a, err := link.NewAuthority(h.Random, h.Network, authoritySeed, h.Clock.Now())
		if err != nil {
			return nil, err
		}
		return a.Certificate.Raw, nil
	})
	if err != nil {
		return err
	}
	h.authority, err = link.OpenAuthority(der, authoritySeed)
	return err
}

// openIntake makes the receiving side. After a restore it waits for the branches before it writes.
func (h *Hub) openIntake(ctx context.Context) error {
	epoch := h.Book.Head(h.Node).Epoch
	h.Intake = &intake.Intake{
		Book: h.Book, Vault: h.Vault, Self: []ed25519.PublicKey{h.Keys.Public()}, SealTo: h.Keys.SealPublic,
		Secret: h.Keys.SealPrivate, Clock: h.Clock, Random: h.Random, App: h.Version, Fold: book.Number,
		Incarnation: fact.DerivedID("incarnation", h.Node, epoch), Heard: h.heard,
		Restored: h.refreshMembers, Compared: h.lastCompared, Safe: h.safe,
	}
	if err := h.Intake.Load(ctx); err != nil {
		return err
	}
	restored, given := false, []branches.Node{}
	err := h.Book.Read(ctx, func(v *journal.View) (err error) {
		if restored, err = journal.Unreconciled(v, v.JID()); err != nil || !restored {
			return err
		}
		given, err = branches.NotAwaited(v, v.JID(), epoch)
		return err
	})
	if restored {
		h.Intake.Freeze()
		for _, node := range given {
			h.Intake.Thaw(string(node))
		}
	}
	return err
}

// Listen opens the leaf door to the branches.
func (h *Hub) Listen(ctx context.Context) error {
	if err := vacant(h.SyncListen); err != nil {
		return fmt.Errorf("cannot listen for branches at %s: %w", h.SyncListen, err)
	}
	members, err := h.members(ctx)
	if err != nil {
		return err
	}
	certificate, err := h.authority.IssueHub(h.Random, h.Keys.Public())
	if err != nil {
		return err
	}
	h.door, err = link.StartHub(link.HubOptions{
		Network: h.Network, Listen: h.SyncListen, Keys: h.Keys, Authority: h.authority.Certificate,
		Certificate: certificate, Members: members, Journals: h.Intake, Now: h.Clock.Now, Floor: h.Book.Time,
		Alarm: h.alarm, Log: h.Log, Timing: h.Timing,
	})
	if err != nil {
		return err
	}
	h.Book.OnCommit(h.wake)
	return nil
}

// wake tells branches that the hub wrote something for them.
func (h *Hub) wake(c journal.Change) {
	if !c.Own {
		return
	}
	for _, name := range c.Journals {
		if name == h.Node {
			for _, node := range h.Intake.Nodes() {
				h.door.Wake(node)
			}
		} else if node, ok := h.Intake.Branch(name); ok {
			h.door.Wake(node)
		}
	}
}

// Address is where branches reach the leaf door.
func (h *Hub) Address() string {
	if h.door == nil {
		return hostPort(h.PublicHost, h.SyncListen)
	}
	return hostPort(h.PublicHost, h.door.Address())
}

func (h *Hub) members(ctx context.Context) (members []link.Member, err error) {
	err = h.Book.Read(ctx, func(v *journal.View) error {
		list, err := branches.Enrolments(v, v.JID())
		for _, e := range list {
			key, err := base64.RawURLEncoding.DecodeString(e.Key)
			if err != nil {
				return fmt.Errorf("key of branch %s: %w", e.Code, err)
			}
			members = append(members, link.Member{Node: string(e.Node), Key: key, NKey: e.User})
		}
		return err
	})
	return members, err
}

// heard takes note of a conversation; see [intake.Intake.Heard].
func (h *Hub) heard(c intake.Contact) {
	h.weigh(c.Node, c.Hello.Digest)
	h.mu.Lock()
	defer h.mu.Unlock()
	k := h.contacts[c.Node]
	k.HeardAt, k.Own, k.Stored, k.Box = c.At, c.Hello.Own.Height, c.Up.Height, c.Hello.Box
	k.Care = c.Hello.Care
	k.App, k.Code, k.Skew = c.Hello.App, c.Code, time.UnixMilli(c.Hello.Wall).Sub(c.At)
	if c.Code == "" && c.Up.Height >= c.Hello.Own.Height && c.Up.Folded == c.Up.Height {
		k.CompleteAt = c.At
	}
	h.contacts[c.Node] = k
}

// Contacts is the newest word of every branch, by node.
func (h *Hub) Contacts() map[string]Contact {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make(map[string]Contact, len(h.contacts))
	for node, c := range h.contacts {
		out[node] = c
	}
	return out
}

const contactNote = "contact:"

// recall reads what was remembered of branches before the last stop.
func (h *Hub) recall() error {
	notes, err := h.Local.Notes(contactNote)
	for node, raw := range notes {
		var c Contact
		if json.Unmarshal([]byte(raw), &c) == nil {
			h.contacts[node] = c
		}
	}
	return err
}

// Remember keeps the contacts for the next start. It is called every minute and at the end.
func (h *Hub) Remember() error {
	for node, c := range h.Contacts() {
		raw, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if err := h.Local.Remember(contactNote+node, string(raw)); err != nil {
			return err
		}
	}
	return nil
}

// maxAlarms bounds the alarms kept in memory; the journal keeps what was refused.
const maxAlarms = 200

func (h *Hub) alarm(node, code string, err error) {
	h.Log.Warn("turned away", "branch", node, "code", code, "error", err)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.alarms = append(h.alarms, Alarm{At: h.Clock.Now(), Node: node, Code: code, Text: err.Error()})
	h.alarms = h.alarms[max(0, len(h.alarms)-maxAlarms):]
}

// Alarms are the newest alarms, newest first.
func (h *Hub) Alarms() []Alarm {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]Alarm, 0, len(h.alarms))
	for i := len(h.alarms) - 1; i >= 0; i-- {
		out = append(out, h.alarms[i])
	}
	return out
}

// Close closes the doors and the databases.
func (h *Hub) Close() error {
	var errs []error
	h.stop()
	if h.enrol != nil {
		errs = append(errs, h.enrol.Close())
	}
	if h.door != nil {
		h.door.Close()
	}
	h.background.Wait()
	if h.Local != nil {
		errs = append(errs, h.Remember(), h.Local.Close())
	}
	if h.Book != nil {
		errs = append(errs, h.Book.Close())
	}
	if h.Vault != nil {
		errs = append(errs, h.Vault.Close())
	}
	return errors.Join(errs...)
}

// vacant reports why an address cannot be listened at. The embedded NATS server would only not become ready.
func vacant(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return l.Close()
}

// hostPort joins a public host with the port of a listener.
func hostPort(host, listener string) string {
	_, port, err := net.SplitHostPort(listener)
	if err != nil || host == "" {
		return listener
	}
	return net.JoinHostPort(host, port)
}
