package rights

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
)

const facial Right = "session/facial/1"

func code(err error) string {
	if rs := fact.AsRefusals(err); len(rs) > 0 {
		return rs[0].Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name       string
		holding    Holding
		qty        int64
		reconciled bool
		code       string
	}{
		{"enough from this epoch", Holding{Here: 2}, 2, false, ""},
		{"one too many", Holding{Here: 2}, 3, true, "right_not_held"},
		{"nothing, gone to Tokyo", Holding{At: "tokyo"}, 1, true, "right_elsewhere"},
		{"older epoch, past unknown", Holding{Here: 1, Older: 1}, 2, false, "right_unreconciled"},
		{"older epoch, past known", Holding{Here: 1, Older: 1}, 2, true, ""},
		{"none asked", Holding{Here: 2}, 0, true, "right_quantity"},
	} {
		if got := code(Check(c.holding, c.qty, c.reconciled)); got != c.code {
			t.Errorf("%s: %q, want %q", c.name, got, c.code)
		}
	}
}

func TestPlace(t *testing.T) {
	restored := Place{Node: "almaty", Epoch: "e2"}
	healed := Place{Node: "almaty", Epoch: "e2", Reconciled: true}
	for _, c := range []struct {
		place  Place
		holder Holder
		code   string
	}{
		{restored, Holder{"almaty", "e2"}, ""},
		{restored, Holder{"almaty", "e1"}, "right_unreconciled"},
		{healed, Holder{"almaty", "e1"}, ""},
		{healed, Holder{"tokyo", "e2"}, "right_elsewhere"},
	} {
		if got := code(c.place.May(c.holder)); got != c.code {
			t.Errorf("%+v for %+v: %q, want %q", c.place, c.holder, got, c.code)
		}
	}
}

func TestReceiveTakesOnlyWhatWasSentHere(t *testing.T) {
	sent := Sent{Transfer: "t1", Right: facial, Unit: Sessions, Qty: 1, To: "tokyo"}
	if _, err := Receive(sent, "almaty", "kyiv"); code(err) != "right_not_for_us" {
		t.Error(err)
	}
	bodies, err := Receive(sent, "almaty", "tokyo")
	want := Received{Transfer: "t1", Right: facial, Unit: Sessions, Qty: 1, From: "almaty"}
	if err != nil || len(bodies) != 1 || bodies[0] != fact.Body(want) {
		t.Error(bodies, err)
	}
}

// node folds bodies as one journal would, a commit each.
type node struct {
	t      testing.TB
	tables fact.Tables
	at     fact.Position
}

func newNode(t testing.TB, tables fact.Tables, jid int64) *node {
	name := "node" + strconv.FormatInt(jid, 10)
	return &node{t, tables, fact.Position{JID: jid, Journal: name, Node: name, Epoch: "e1"}}
}

func (n *node) say(bodies ...fact.Body) {
	n.t.Helper()
	n.at.Height++
	n.at.Wall++
	journaltest.Fold(n.t, n.tables, n.at, Kinds(), bodies...)
}

func (n *node) held() Holding {
	n.t.Helper()
	h, err := Held(n.tables, n.at.JID, facial, n.at.Epoch)
	if err != nil {
		n.t.Fatal(err)
	}
	return h
}

func TestTransferIsIdempotentAndVisible(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	almaty, tokyo := newNode(t, tables, 1), newNode(t, tables, 2)
	almaty.say(Issued{Right: facial, Unit: Sessions, Qty: 3, Holder: "node1"})
	sent := Sent{Transfer: "t1", Right: facial, Unit: Sessions, Qty: 3, To: "node2"}
	almaty.say(sent)
	almaty.say(sent)
	if h := almaty.held(); h.Total() != 0 || h.At != "node2" {
		t.Errorf("after sending: %+v", h)
	}
	way, err := Underway(tables)
	if err != nil || len(way) != 1 || way[0].Qty != 3 || way[0].To != "node2" {
		t.Errorf("on the way: %+v, %v", way, err)
	}
	received := Received{Transfer: "t1", Right: facial, Unit: Sessions, Qty: 3, From: "node1"}
	tokyo.say(received)
	tokyo.say(received)
	if h := tokyo.held(); h.Here != 3 {
		t.Errorf("after arriving: %+v", h)
	}
	if way, _ := Underway(tables); len(way) != 0 {
		t.Errorf("still on the way: %+v", way)
	}
	if broken, err := Broken(tables); len(broken) != 0 || err != nil {
		t.Errorf("broken: %+v, %v", broken, err)
	}
}

func TestRestoredBoxKeepsEpochsApart(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	box := newNode(t, tables, 1)
	box.say(Issued{Right: facial, Unit: Sessions, Qty: 2, Holder: "node1"})
	box.at.Epoch = "e2"
	box.say(Issued{Right: facial, Unit: Sessions, Qty: 1, Holder: "node1"})
	if h := box.held(); h.Here != 1 || h.Older != 2 {
		t.Fatalf("after the restore: %+v", h)
	}
	box.say(Spent{Right: facial, Qty: 2, For: "session:facial/1/1"})
	if h := box.held(); h.Here != 0 || h.Older != 1 {
		t.Errorf("spending takes the new epoch first: %+v", h)
	}
	box.say(Returned{Right: facial, Qty: 1, For: "session:facial/1/1"})
	if h := box.held(); h.Here != 0 || h.Older != 2 {
		t.Errorf("returning frees the old epoch first: %+v", h)
	}
}

func TestBrokenSeesOverspendingAndForgedArrivals(t *testing.T) {
	for name, body := range map[string]fact.Body{
		"spent more than held": Spent{Right: facial, Qty: 2, For: "session:facial/1/1"},
		"sent more than held":  Sent{Transfer: "t1", Right: facial, Unit: Sessions, Qty: 2, To: "x"},
		"received, never sent": Received{Transfer: "t2", Right: facial, Unit: Sessions, Qty: 1, From: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			tables := journaltest.Tables(t, Schema)
			n := newNode(t, tables, 1)
			n.say(Issued{Right: facial, Unit: Sessions, Qty: 1, Holder: "node1"})
			n.say(body)
			if broken, err := Broken(tables); len(broken) != 1 || err != nil {
				t.Errorf("%+v, %v", broken, err)
			}
		})
	}
	t.Run("more arrives than was sent", func(t *testing.T) {
		tables := journaltest.Tables(t, Schema)
		a, b := newNode(t, tables, 1), newNode(t, tables, 2)
		a.say(Issued{Right: facial, Unit: Sessions, Qty: 2, Holder: "node1"})
		a.say(Sent{Transfer: "t1", Right: facial, Unit: Sessions, Qty: 1, To: "node2"})
		b.say(Received{Transfer: "t1", Right: facial, Unit: Sessions, Qty: 2, From: "node1"})
		if broken, err := Broken(tables); len(broken) != 1 || err != nil {
			t.Errorf("%+v, %v", broken, err)
		}
	})
}

func TestCheckedAsksAgainAfterAFork(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	n := newNode(t, tables, 1)
	n.say(Issued{Right: facial, Unit: Sessions, Qty: 1, Holder: "node1"})
	n.at.Epoch = "e2"
	spent := Spent{Right: facial, Qty: 1, For: "session:facial/1/1"}
	kind := map[string]fact.Kind{}
	for _, k := range Kinds() {
		kind[k.Name] = k
	}
	if err := kind["rights.Spent"].Check(tables, n.at, spent); err != nil {
		t.Errorf("the only session, spent once: %v", err)
	}
	n.say(spent)
	if err := kind["rights.Spent"].Check(tables, n.at, spent); code(err) != "right_not_held" {
		t.Errorf("the only session, spent twice: %v", err)
	}
}

// Whatever nodes send, receive, spend and return, also twice and across epochs, rules that are asked first
// keep every sum whole (RELIABILITY I5).
func TestSumsStayWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tables := journaltest.Tables(t, Schema)
		nodes := []*node{newNode(t, tables, 1), newNode(t, tables, 2), newNode(t, tables, 3)}
		nodes[0].say(Issued{Right: facial, Unit: Sessions, Qty: 10, Holder: "node1"})
		var sent []fact.Body
		spent := map[*node]int64{}
		for i := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			n := rapid.SampledFrom(nodes).Draw(rt, "node")
			qty := rapid.Int64Range(1, 4).Draw(rt, "qty")
			h := n.held()
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				to := rapid.SampledFrom(nodes).Draw(rt, "to")
				if to == n {
					continue
				}
				id := TransferID("t" + strconv.Itoa(i))
				if bodies, err := Send(h, id, qty, to.at.Node, false); err == nil {
					n.say(bodies...)
					sent = append(sent, bodies...)
				}
			case 1:
				if len(sent) == 0 {
					continue
				}
				s := rapid.SampledFrom(sent).Draw(rt, "transfer").(Sent)
				for _, to := range nodes {
					if bodies, err := Receive(s, "", to.at.Node); err == nil {
						to.say(bodies...)
					}
				}
			case 2:
				if bodies, err := Spend(h, qty, "session:facial/1/1", true); err == nil {
					n.say(bodies...)
					spent[n] += qty
				}
			case 3:
				if spent[n] >= qty {
					n.say(Returned{Right: facial, Qty: qty, For: "session:facial/1/1"})
					spent[n] -= qty
				}
			case 4:
				n.at.Epoch = "e" + strconv.Itoa(i+2)
			}
			if broken, err := Broken(tables); len(broken) != 0 || err != nil {
				rt.Fatalf("broken: %+v, %v", broken, err)
			}
		}
	})
}

// What no rule lets through is no quantity: spending less than nothing would be issuing.
func TestNothingMovesBackwards(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	n := newNode(t, tables, 1)
	n.say(Issued{Right: facial, Unit: Sessions, Qty: 1, Holder: "node1"})
	for _, body := range []fact.Body{
		Issued{Right: facial, Unit: Sessions, Qty: -1, Holder: "node1"},
		Sent{Transfer: "t1", Right: facial, Unit: Sessions, Qty: -1, To: "x"},
		Received{Transfer: "t2", Right: facial, Unit: Sessions, Qty: 0, From: "x"},
		Spent{Right: facial, Qty: -1, For: "session:facial/1/1"},
		Returned{Right: facial, Qty: -1, For: "session:facial/1/1"},
	} {
		for _, k := range Kinds() {
			if k.Name == body.Kind() && k.Fold(tables, n.at, body) == nil {
				t.Errorf("%+v was folded", body)
			}
		}
	}
	if h := n.held(); h.Total() != 1 {
		t.Errorf("%+v", h)
	}
}
