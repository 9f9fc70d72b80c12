package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// record is a visit or a contract being read for its page.
type record struct {
	*journal.View
	s  *site
	t  *text.Text
	of member
}

// recordPage answers with what read makes of a thing of a branch.
func (s *site) recordPage(w http.ResponseWriter, r *http.Request, read func(record, string) (head.Record, error)) {
	a, node := s.around(r), chi.URLParam(r, "node")
	var v head.Record
	err := s.h.Book.Read(r.Context(), func(view *journal.View) error {
		all, err := s.members(view, s.periodOf(nil))
		if err != nil {
			return err
		}
		for _, m := range all {
			if string(m.Node) == node {
				v, err = read(record{view, s, a.Text, m}, chi.URLParam(r, "id"))
				return err
			}
		}
		return fact.ErrNotFound
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, head.RecordPage(a, v))
}

// visit is a visit as its branch keeps it.
func (s *site) visit(w http.ResponseWriter, r *http.Request) { s.recordPage(w, r, record.visit) }

// contract is a contract as its branch keeps it.
func (s *site) contract(w http.ResponseWriter, r *http.Request) { s.recordPage(w, r, record.contract) }

func (c record) visit(id string) (v head.Record, err error) {
	x, err := booking.Find(c, c.of.JID, booking.VisitID(id))
	if err != nil {
		return v, err
	}
	t := c.t
	v = head.Record{
		Title: c.s.name(c.View, c.of.JID, x.Client), Beneath: t.T("visit.one") + " · " + c.of.Name,
		Back: back(t, "visits", x.On, c.of),
		Facts: []kit.Fact{
			{Term: t.T("head.status"), Node: kit.Status(statusWord(string(x.Status))).Chip(t)},
			{Term: t.T("visit.day"), Node: kit.Dated(t, x.On)},
			{Term: t.T("visit.source"), What: t.T("source." + string(x.Source))},
			{Term: t.T("visit.reason"), What: x.Reason}, {Term: t.T("head.origin"), What: strings.TrimSpace(x.Origin +
				" " + x.External)},
			{Term: t.T("head.complete_to"), Node: kit.Stamp(t, c.of.completeAt)},
		},
	}
	v.Tables = append(v.Tables, c.blocks(x)...)
	return c.finish(v, ledger.Filter{Visit: id}, "visit:"+id)
}

// blocks is what was booked and what was performed.
func (c record) blocks(x booking.Visit) (tables []kit.Table) {
	t := c.t
	booked := kit.Table{Caption: t.T("visit.services"), Fold: true, Columns: given(t)}
	booked.Columns = slices.Insert(booked.Columns, 1, kit.Column{Head: t.T("visit.time")})
	for _, b := range x.Blocks {
		when := t.T("visit.without_hour")
		if b.Timed() {
			when = b.Start.Clock() + "–" + b.End.Clock()
		}
		cells := c.given(b.Service, b.Practitioner, b.Session, money.Of(b.PriceMinor, b.Currency))
		booked.Rows = append(booked.Rows, kit.Line{Cells: slices.Insert(cells, 1, kit.Cell{Text: when})})
	}
	performed := kit.Table{Caption: t.T("head.performed"), Fold: true, Columns: given(t)}
	for _, p := range x.Performed {
		cells := c.given(p.Service, p.Practitioner, p.Session, money.Of(p.PriceMinor, p.Currency))
		performed.Rows = append(performed.Rows, kit.Line{Cells: cells})
	}
	for _, table := range []kit.Table{booked, performed} {
		if len(table.Rows) > 0 {
			tables = append(tables, table)
		}
	}
	return tables
}

// given is the columns of a service given, and its cells.
func given(t *text.Text) []kit.Column {
	return []kit.Column{
		{Head: t.T("service.one")}, {Head: t.T("practitioner.one")}, {Head: t.T("visit.course")},
		{Head: t.T("service.price"), Figure: true},
	}
}

func (c record) given(service, practitioner, session string, price money.Amount) []kit.Cell {
	course := kit.Cell{}
	if ref, ok := courses.ParseRef(session); ok {
		course = kit.Cell{
			Text: c.number(ref.Contract), Href: head.ContractPath(string(c.of.Node), string(ref.Contract)),
		}
	}
	return []kit.Cell{
		{Text: c.service(service)}, {Text: c.practitioner(practitioner)}, course, {Text: c.t.Money(price)},
	}
}

func (c record) contract(id string) (v head.Record, err error) {
	x, err := courses.Load(c, c.of.JID, courses.ContractID(id))
	if err != nil {
		return v, err
	}
	lines, err := courses.History(c, c.of.JID, x.ID)
	if err != nil {
		return v, err
	}
	t, sum := c.t, func(m money.Minor) string { return c.t.Money(money.Of(m, x.Terms.Currency)) }
	v = head.Record{
		Title: x.Number, Beneath: x.Terms.Name + " · " + c.of.Name,
		Back: back(t, "course", fact.DateOf(c.s.h.Clock.Now()), c.of),
		Facts: []kit.Fact{
			{Term: t.T("client.one"), What: c.s.name(c.View, c.of.JID, x.Client)},
			{Term: t.T("contract.signed_on"), Node: kit.Dated(t, x.SignedOn)},
			{Term: t.T("contract.valid_to"), Node: kit.Dated(t, x.Until())},
			{Term: t.T("contract.price"), What: sum(x.Terms.PriceMinor)},
			{Term: t.T("contract.paid"), What: sum(x.PaidMinor)},
			{Term: t.T("contract.sessions_left"), What: t.T("contract.of",
				"Left", x.Count(0, courses.Free, courses.Held, courses.Parked), "Whole", x.Terms.Sessions())},
			{Term: t.T("contract.left_value"), What: sum(x.LeftMinor())},
			{Term: t.T("head.complete_to"), Node: kit.Stamp(t, c.of.completeAt)},
		},
		Tables: []kit.Table{c.ledger(lines, sum)},
	}
	return c.finish(v, ledger.Filter{Contract: id}, "contract:"+id)
}

// ledger is the running ledger of a contract.
func (c record) ledger(lines []courses.Line, sum func(money.Minor) string) kit.Table {
	t := c.t
	table := kit.Table{Caption: t.T("contract.ledger"), Fold: true, Columns: []kit.Column{
		{Head: t.T("ledger.date")}, {Head: t.T("ledger.what")}, {Head: t.T("user.name")},
		{Head: t.T("ledger.sessions"), Figure: true}, {Head: t.T("ledger.amount"), Figure: true},
		{Head: t.T("ledger.balance"), Figure: true},
	}}
	for _, l := range lines {
		what := kit.Cell{Text: t.T("ledger.do."+l.What, "N", l.N), Quiet: l.Reason}
		if l.Visit != "" {
			what.Href = head.VisitPath(string(c.of.Node), l.Visit)
		}
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{
			{Text: t.Date(l.On)}, what, {Text: c.person(l.Actor)}, {Text: t.Count(int64(l.Sessions))},
			{Text: sum(l.Recognised)},
			{Text: sum(l.LeftMinor)},
		}})
	}
	return table
}

// finish adds what was posted and every commit about the subject.
func (c record) finish(v head.Record, of ledger.Filter, subject string) (head.Record, error) {
	posted, err := ledger.Statement(c, c.of.JID, of)
	if err != nil {
		return v, err
	}
	if len(posted) > 0 {
		v.Tables = append(v.Tables, c.posted(posted))
	}
	commits, err := journal.About(c, c.of.JID, subject)
	for _, x := range commits {
		v.Commits = append(v.Commits, c.commit(x))
	}
	return v, err
}

func (c record) posted(lines []ledger.Line) kit.Table {
	t := c.t
	table := kit.Table{Caption: t.T("head.postings"), Fold: true, Columns: []kit.Column{
		{Head: t.T("ledger.date")}, {Head: t.T("head.account")}, {Head: t.T("head.debit"), Figure: true},
		{Head: t.T("head.credit"), Figure: true},
	}}
	for _, l := range lines {
		debit, credit := "", t.Money(money.Of(-l.Minor, l.Currency))
		if l.Minor >= 0 {
			debit, credit = t.Money(money.Of(l.Minor, l.Currency)), ""
		}
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{
			{Text: t.Date(l.Business)}, {Text: t.T("account." + string(l.Account))}, {Text: debit}, {Text: credit},
		}})
	}
	return table
}

// commit is one commit in words; its facts stand there as they travelled.
func (c record) commit(x fact.Commit) head.Commit {
	v := head.Commit{
		At: time.UnixMilli(x.Wall).In(c.of.zone), What: c.t.T("did." + x.Name), By: c.person(x.Actor), Desk: x.Desk,
		Place: x.Epoch + " · " + strconv.FormatInt(x.Seq, 10),
	}
	for _, f := range x.Facts {
		var body bytes.Buffer
		if json.Indent(&body, f.Body, "", "  ") != nil {
			body.Write(f.Body)
		}
		v.Facts = append(v.Facts, head.CommitFact{Kind: f.Kind, Body: body.String()})
	}
	return v
}

// The names of things of the branch; an id that is not known stands for itself.

func (c record) person(id string) string {
	u, err := people.UserOf(c, c.of.JID, people.UserID(id))
	return known(u.Name, err, id)
}

func (c record) practitioner(id string) string {
	p, err := people.PractitionerOf(c, c.of.JID, people.PractitionerID(id))
	return known(p.Name(), err, id)
}

func (c record) service(id string) string {
	x, err := catalogue.ServiceOf(c, c.of.JID, catalogue.ServiceID(id))
	return known(x.Name, err, id)
}

func (c record) number(id courses.ContractID) string {
	x, err := courses.Load(c, c.of.JID, id)
	return known(x.Number, err, string(id))
}

func known(name string, err error, id string) string {
	if err != nil || name == "" {
		return id
	}
	return name
}

// back leads to the rows in which a thing of a day stands.
func back(t *text.Text, figure string, on fact.Date, of member) kit.Crumb {
	p := head.Period{From: on, To: on}
	return kit.Crumb{Href: head.RowsOf(figure, p, string(of.Node), ""), Word: t.T("figure." + figure)}
}
