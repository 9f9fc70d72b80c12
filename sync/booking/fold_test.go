package booking

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/journal/journaltest"
	"branchbook/sync/ledger"
)

// book is real tables of one journal with a hand to fold.
type book struct {
	t *testing.T
	fact.Tables
	p fact.Position
}

func newBook(t *testing.T) *book {
	return &book{t, journaltest.Tables(t, Schema, clients.Schema, hours.Schema, ledger.Schema),
		fact.Position{JID: 3, Journal: "j", Wall: 99, Actor: "anna", Desk: "front"}}
}

func (b *book) fold(bodies ...fact.Body) {
	b.t.Helper()
	b.p.Height++
	journaltest.Fold(b.t, b.Tables, b.p, append(Kinds(), clients.Kinds()...), bodies...)
}

func (b *book) visit(id VisitID) Visit {
	b.t.Helper()
	v, err := Find(b, 3, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *book) count(query string) int64 {
	b.t.Helper()
	n, err := fact.One(b, fact.Int, query)
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// block is half an hour with Olga and a chair of room one, at wall minutes.
func block(at int) Block {
	start, _ := fact.Resolve(today, at, time.UTC, 0)
	w := wish(olga, at, 30)
	w.Needs = []Need{{"chair", 1, 1}}
	return w.block(start, workday())
}

func booked(id VisitID, blocks ...Block) VisitBooked {
	return VisitBooked{Visit: id, Client: "c1", On: today, Source: Phone, AskedFor: olga, Blocks: blocks}
}

func TestVisitComesBackAsItWasBooked(t *testing.T) {
	b := newBook(t)
	first := block(600)
	first.BeforeMin, first.AfterMin, first.Session = 5, 10, "k/1/1"
	b.fold(booked("v1", first, block(660)))
	want := Visit{ID: "v1", Client: "c1", Status: Booked, Source: Phone, AskedFor: olga, On: today, BookedAt: 99,
		BookedBy: "anna", ChangedAt: 99, Blocks: []Standing{{Block: first}, {Block: block(660)}}}
	if got := b.visit("v1"); !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
	if n := b.count(`SELECT COUNT(*) FROM booking_cell`); n != 9+6 {
		t.Errorf("%d cells", n)
	}
	on, err := VisitsOn(b, 3, today)
	if err != nil || len(on) != 1 || !reflect.DeepEqual(on[0], want) {
		t.Errorf("%+v %v", on, err)
	}
	taken, err := Occupied(b, 3, olga, CellOf(first.Start.UTC), CellOf(first.Start.UTC)+1)
	if err != nil || taken[CellOf(first.Start.UTC)] != "v1" {
		t.Errorf("%+v %v", taken, err)
	}
}

// Folds never fail: what collides stands beside, marked, and leaves nothing behind when it goes.
func TestCollisionsAreKeptAndMarked(t *testing.T) {
	b := newBook(t)
	allowed := block(615)
	allowed.Lane, allowed.Needs = 1, nil
	b.fold(booked("v1", block(600)), booked("v2", block(615)), booked("v3", allowed))
	marks := func() (s string) {
		for _, id := range []VisitID{"v1", "v2", "v3"} {
			at := b.visit(id).Blocks[0]
			s += fmt.Sprintf("%d%s ", at.InLane, at.Conflict)
		}
		return s
	}
	if got := marks(); got != "0 1practitioner 2allowed " {
		t.Error(got)
	}
	if n := b.count(`SELECT MAX(room) FROM booking_resource_cell`); n != 2 {
		t.Errorf("room %d", n)
	}
	lonely := block(615)
	lonely.Practitioner = yerlan
	b.fold(booked("v4", lonely))
	if got := b.visit("v4").Blocks[0]; got.InLane != 0 || got.Conflict != "resource" {
		t.Errorf("%+v", got)
	}
	for _, id := range []VisitID{"v1", "v2", "v3", "v4"} {
		b.fold(VisitCancelled{Step{id, "c1", Booked}, "ill", false})
	}
	n := b.count(`SELECT (SELECT COUNT(*) FROM booking_cell) + (SELECT COUNT(*) FROM booking_resource_cell)`)
	if n != 0 {
		t.Errorf("%d cells left", n)
	}
}

func TestTheDatabaseRefusesTwiceTheSameCell(t *testing.T) {
	b := newBook(t)
	b.fold(booked("v1", block(600)))
	if _, err := b.Exec(`INSERT INTO booking_cell (jid, practitioner, cell, lane, visit, n)
		SELECT jid, practitioner, cell, 0, 'v2', 0 FROM booking_cell`); err == nil {
		t.Error("a cell was taken twice")
	}
	if _, err := b.Exec(`UPDATE booking_resource_cell SET used = room + 1`); err == nil {
		t.Error("a resource was used beyond its room")
	}
}

func TestRevenueOfWhatNoSessionCovers(t *testing.T) {
	b := newBook(t)
	b.fold(booked("v1", block(600)))
	given := []Performed{{"clean", olga, 500, "KZT", ""}, {"free", olga, 0, "KZT", ""},
		{"laser", olga, 900, "KZT", "k/1/1"}}
	complete := VisitCompleted{Step{"v1", "c1", InTreatment}, today, given}
	revenue := func(on fact.Date) int64 {
		sum, err := fact.One(b, fact.Int, `SELECT SUM(minor) FROM ledger_posting
			WHERE account = 'revenue_services' AND business_on = ?`, on)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	b.fold(complete)
	b.fold(complete) // said twice by a defect: posted once
	if got := revenue(today); got != -500 {
		t.Errorf("revenue %d", got)
	}
	if got := b.visit("v1").Performed; !reflect.DeepEqual(got, given) {
		t.Errorf("%+v", got)
	}
	tomorrow := today.AddDays(1)
	b.fold(VisitReopened{Step: Step{"v1", "c1", Completed}, To: InTreatment, On: tomorrow,
		Reversed: given})
	if got := revenue(today) + revenue(tomorrow); got != 0 || revenue(tomorrow) != 500 {
		t.Errorf("revenue after reopening %d", got)
	}
	if v := b.visit("v1"); v.Status != InTreatment || v.Was != "" || len(v.Performed) != 0 {
		t.Errorf("%+v", v)
	}
	b.fold(booked("v2", block(900)), VisitCompleted{Step{"v2", "c1", Booked}, today, []Performed{given[1], given[2]}})
	if n := b.count(`SELECT COUNT(*) FROM ledger_posting`); n != 4 {
		t.Errorf("%d postings", n)
	}
	if bad, err := ledger.Unbalanced(b); err != nil || len(bad) != 0 {
		t.Errorf("%v %v", bad, err)
	}
}

func TestHistoryShowsBeforeAndAfter(t *testing.T) {
	b := newBook(t)
	b.fold(booked("v1", block(600)))
	b.fold(VisitMoved{Visit: "v1", Client: "c1", FromOn: today, From: []Block{block(600)}, On: today,
		Blocks: []Block{block(660)}})
	b.fold(VisitConfirmed{Step{"v1", "c1", Booked}})
	b.fold(VisitCancelled{Step{"v1", "c1", Confirmed}, "ill", true})
	edits, err := History(b, 3, "v1")
	if err != nil || len(edits) != 4 {
		t.Fatal(edits, err)
	}
	if e := edits[1]; !reflect.DeepEqual(e.Before.Blocks, []Block{block(600)}) || e.Before.On != today ||
		!reflect.DeepEqual(e.After.Blocks, []Block{block(660)}) || e.Actor != "anna" {
		t.Errorf("%+v", e)
	}
	want := Edit{Change: edits[3].Change, Height: 4, Kind: "booking.VisitCancelled", Before: Side{Status: Confirmed},
		After: Side{Status: Cancelled}, Reason: "ill", Actor: "anna", Desk: "front", At: 99}
	if !reflect.DeepEqual(edits[3], want) {
		t.Errorf("%+v", edits[3])
	}
	if v := b.visit("v1"); v.Reason != "ill" || !v.Late {
		t.Errorf("%+v", v)
	}
}

func TestRecordedVisits(t *testing.T) {
	b := newBook(t)
	past := VisitRecorded{Visit: "x1", Client: "c1", On: "2016-04-29", Untimed: true, Status: NoShow,
		Origin: "noshow2016", External: "7", BookedAt: 5, Reminded: true}
	open := past
	open.Visit, open.Status = "x2", Booked
	b.fold(past, past, open, booked("v1", block(600)))
	v := b.visit("x1")
	if v.Source != Import || !v.Untimed || !v.Reminded || v.BookedAt != 5 || v.External != "7" || v.Status != NoShow {
		t.Errorf("%+v", v)
	}
	counts, err := Counts(b, 3, "2016-01-01", today)
	want := []Count{{"2016-04-29", Booked, 1}, {"2016-04-29", NoShow, 1}, {today, Booked, 1}}
	if err != nil || !reflect.DeepEqual(counts, want) {
		t.Errorf("%+v %v", counts, err)
	}
	old, err := OpenInPast(b, 3, today)
	if err != nil || len(old) != 1 || old[0].ID != "x2" {
		t.Errorf("%+v %v", old, err)
	}
	mine, err := OfClient(b, 3, "c1", 2)
	if err != nil || len(mine) != 2 || mine[0].ID != "v1" {
		t.Errorf("%+v %v", mine, err)
	}
}

func TestDoesItStillFit(t *testing.T) {
	b := newBook(t)
	b.fold(booked("v1", block(600)), booked("v2", block(700)))
	b.fold(VisitCancelled{Step{"v2", "c1", Booked}, "ill", false})
	b.fold(clients.ClientRegistered{Record: clients.Record{ID: "c1", Number: "1"}})
	stranger := booked("v9", block(630))
	stranger.Client = "c9"
	kinds := map[string]fact.Kind{}
	for _, k := range Kinds() {
		kinds[k.Name] = k
	}
	move := func(at int) VisitMoved {
		return VisitMoved{Visit: "v1", Client: "c1", On: today, Blocks: []Block{block(at)}}
	}
	for _, c := range []struct {
		name string
		fact fact.Body
		code string
	}{
		{"free slot", booked("v9", block(630)), ""},
		{"slot freed by cancelling", booked("v9", block(700)), ""},
		{"taken slot", booked("v9", block(605)), "slot_taken"},
		{"unknown client", stranger, "client_unknown"},
		{"known visit", booked("v1", block(630)), "visit_known"},
		{"move over itself", move(605), ""},
		{"arrive", VisitArrived{Step{"v1", "c1", Booked}}, ""},
		{"arrive at a cancelled visit", VisitArrived{Step{"v2", "c1", Booked}}, "status"},
		{"arrive nowhere", VisitArrived{Step{"v7", "c1", Booked}}, "visit_unknown"},
		{"reopen", VisitReopened{Step: Step{"v2", "c1", Cancelled}, To: Booked}, ""},
		{"reopen another state", VisitReopened{Step: Step{"v1", "c1", Completed}, To: Booked}, "status"},
	} {
		if err := kinds[c.fact.Kind()].Check(b, b.p, c.fact); code(err) != c.code || (err != nil) != (c.code != "") {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestFactsAboutUnknownVisitsChangeNothing(t *testing.T) {
	b := newBook(t)
	s := Step{"v7", "c1", Booked}
	b.fold(VisitArrived{s}, VisitMoved{Visit: "v7"}, VisitReopened{Step: s},
		VisitCompleted{s, today, []Performed{{"clean", olga, 500, "KZT", ""}}})
	if n := b.count(`SELECT (SELECT COUNT(*) FROM booking_change) + (SELECT COUNT(*) FROM ledger_posting)`); n != 0 {
		t.Errorf("%d rows", n)
	}
}
