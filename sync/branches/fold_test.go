package branches

import (
	"errors"
	"slices"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
)

func TestBranchRow(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 3, Journal: "j", Wall: 77}
	if _, err := Own(tables, 3); !errors.Is(err, fact.ErrNotFound) {
		t.Fatalf("before it was opened: %v", err)
	}
	finer := tokyo
	finer.StepMin = 5
	journaltest.Fold(t, tables, p, Kinds(),
		BranchOpened{Node: "n1", Settings: tokyo},
		Enrolled{Node: "n1", Network: "net", HubKey: "key", Box: "b1"},
		BranchChanged{Node: "n1", Settings: finer})
	want := Branch{JID: 3, Node: "n1", Settings: finer, Network: "net", HubKey: "key", Box: "b1"}
	if got, err := Own(tables, 3); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	kyiv := Settings{Code: "KYV1", Name: "Podil", Currency: "UAH"}
	journaltest.Fold(t, tables, fact.Position{JID: 4}, Kinds(), BranchOpened{Node: "n2", Settings: kyiv})
	all, err := All(tables)
	if err != nil || len(all) != 2 || all[0].Code != "KYV1" || all[0].Network != "" || all[1] != want {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestEnrolmentRows(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 1, Journal: "all", Wall: 77}
	first := BranchEnrolled{Node: "n1", Code: "TYO1", Name: "Aoyama", Currency: "JPY", Zone: "Asia/Tokyo",
		Box: "b1", Key: "k1", User: "U1"}
	second := first
	second.Box, second.Key = "b2", "k2"
	fence := BoxFenced{Node: "n1", Box: "b1", Reason: "replaced"}
	journaltest.Fold(t, tables, p, Kinds(), first, fence, second, fence)
	enrolments, err := Enrolments(tables, 1)
	if err != nil || len(enrolments) != 1 || enrolments[0] != (Enrolment{second, 77}) {
		t.Errorf("%+v, %v", enrolments, err)
	}
	fences, err := Fences(tables, 1)
	if err != nil || len(fences) != 1 || fences[0] != (Fence{"n1", "b1", "replaced", 77}) {
		t.Errorf("%+v, %v", fences, err)
	}
	if other, err := Fences(tables, 2); err != nil || len(other) != 0 {
		t.Errorf("another journal: %+v, %v", other, err)
	}
}

func TestNetworkRows(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	if _, err := Named(tables, 1); !errors.Is(err, fact.ErrNotFound) {
		t.Fatalf("before it was named: %v", err)
	}
	ended := WaitEnded{Node: "n1", Epoch: "e2"}
	journaltest.Fold(t, tables, fact.Position{JID: 1, Wall: 77}, Kinds(),
		NetworkNamed{Name: "Aurora", Language: "en"}, ended, NetworkNamed{Name: "Aurora", Language: "uk"}, ended)
	if got, err := Named(tables, 1); err != nil || got != (NetworkNamed{Name: "Aurora", Language: "uk"}) {
		t.Errorf("%+v, %v", got, err)
	}
	for epoch, want := range map[string][]Node{"e1": nil, "e2": {"n1"}} {
		if got, err := NotAwaited(tables, 1, epoch); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", epoch, got, err)
		}
	}
}
