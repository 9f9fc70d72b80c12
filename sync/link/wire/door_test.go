package wire

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"testing"
)

// brokenHub has a defect that a message can reach.
type brokenHub struct{ Hub }

func (brokenHub) Push(context.Context, string, Batch) (Status, error) { panic("nil map") }

func TestADefectIsOneBranchsTrouble(t *testing.T) {
	hub, branch := testKey(1), testKey(2)
	var alarms []string
	d := Door{
		Network: up.Network, Key: hub, Hub: brokenHub{},
		Member: func(string) []ed25519.PublicKey { return []ed25519.PublicKey{public(branch)} },
		Alarm:  func(node, code string, _ error) { alarms = append(alarms, node+" "+code) },
	}
	c := Caller{
		Network: up.Network, Node: up.Node, Key: branch, Hub: []ed25519.PublicKey{public(hub)}, Random: rand.Reader,
	}
	frame, nonce, err := c.Ask(Push{Batch{Journal: up.Node, From: 1, Commits: [][]byte{{1}}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Reply(d.Serve(context.Background(), up.Node, frame), nonce)
	if err == nil || len(alarms) != 1 || alarms[0] != up.Node+" "+CodeFailed {
		t.Error(err, alarms)
	}
}
