package web

import (
	"strings"
	"testing"
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/ui/head"
)

// apply makes a code and asks with it for a box.
func (n *network) apply(r link.Request) (id string) {
	n.Helper()
	token, _, err := n.hub.NewToken(n.ctx, "")
	n.check(err)
	parsed, err := link.ParseToken(token)
	n.check(err)
	_, err = n.hub.Begin(n.ctx, parsed.Hash(), r, "482916")
	n.check(err)
	return string(parsed.Hash())
}

func (n *network) enrolments() (all []branches.Enrolment) {
	n.Helper()
	n.check(n.hub.Book.Read(n.ctx, func(v *journal.View) (err error) {
		all, err = branches.Enrolments(v, v.JID())
		return err
	}))
	return all
}

func refusalCode(err error) string {
	if no := fact.AsRefusals(err); len(no) > 0 {
		return no[0].Code
	}
	return ""
}

// A page that was left open overnight lets nobody in: the box has given up, and its predecessor would be fenced.
func TestAnApplicationExpires(t *testing.T) {
	n := openNetwork(t)
	b := n.applicant("TYO1")
	id := n.apply(b.request())
	n.now.Add((24*time.Hour + time.Minute).Milliseconds())
	if err := n.hub.Accept(n.ctx, "", id); refusalCode(err) != "enrolment_late" {
		t.Error(err)
	}
	if all := n.enrolments(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

// The answer to the first enrolment was lost, and the branch has another code meanwhile.
func TestABoxEnrolsAgainUnderAnotherName(t *testing.T) {
	n := openNetwork(t)
	b := n.applicant("TYO1")
	n.check(n.hub.Accept(n.ctx, "", n.apply(b.request())))
	r := b.request()
	r.Code = "TYO9"
	id := n.apply(r)
	for range 2 {
		n.check(n.hub.Accept(n.ctx, "", id))
	}
	if all := n.enrolments(); len(all) != 1 || all[0].Code != "TYO9" {
		t.Errorf("%+v", all)
	}
}

// A box chooses its own name; whose box it replaces is what the hub knows.
func TestWhoseBoxIsReplacedIsSaid(t *testing.T) {
	n := openNetwork(t)
	tokyo := n.admit("TYO1", "JPY", "Asia/Tokyo")
	b := n.screen()
	b.setUp()
	r := n.applicant("NEW1").request()
	n.apply(r)
	b.open(head.EnrolPath).must(200, "NEW1")
	if strings.Contains(b.page, "shut out") {
		t.Error("a new branch replaces nobody")
	}
	r = tokyo.request()
	r.Code, r.Name = "NEW2", "A new salon"
	n.apply(r)
	b.open(head.EnrolPath).must(200, "NEW2", "shut out", "TYO1 Branch TYO1")
}

// The number of a NATS user is only claimed; two branches with one of them would throw each other out.
func TestABoxDoesNotTakeAnothersKeys(t *testing.T) {
	n := openNetwork(t)
	tokyo, osaka := n.admit("TYO1", "JPY", "Asia/Tokyo"), n.applicant("OSA1")
	r := osaka.request()
	r.NKey = tokyo.keys.NKey()
	if err := n.hub.Accept(n.ctx, "", n.apply(r)); refusalCode(err) != "keys_taken" {
		t.Error(err)
	}
	osaka.keys = tokyo.keys // a disk that was copied
	if err := n.hub.Accept(n.ctx, "", n.apply(osaka.request())); refusalCode(err) != "keys_taken" {
		t.Error(err)
	}
}
