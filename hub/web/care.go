package web

import (
	"net/http"
	"time"

	"branchbook/sync/chores"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// care is how a branch looks after itself, as it said, and whether its tables are the same here.
func (s *site) care(t *text.Text, node string, zone *time.Location) []kit.Fact {
	c, compared := s.h.Contacts()[node].Care, t.T("care.never")
	if last, ok := s.h.Comparison(node); ok {
		compared = t.Stamp(time.UnixMilli(last.At).In(zone))
		if !last.Equal {
			compared += " · " + t.T("care.differs")
		}
	}
	facts := []kit.Fact{{Term: t.T("alarm.compared"), What: compared}}
	if c == nil {
		return facts
	}
	at := func(ms int64) string {
		if ms == 0 {
			return t.T("care.never")
		}
		return t.Stamp(time.UnixMilli(ms).In(zone))
	}
	return append(facts, kit.Fact{Term: t.T("care.backup"), What: at(c.BackupAt)},
		kit.Fact{Term: t.T("care.verify"), What: at(c.VerifyAt)},
		kit.Fact{Term: t.T("care.free"), What: t.Gigabytes(c.Free)})
}

// trouble is what is wrong at this moment with the care of one node.
type trouble struct {
	at   time.Time
	node string
	key  string // of the sentence
}

// failedChores says what failed, by the name of the job.
var failedChores = map[string]string{chores.Backup: "care.failed_backup", chores.Verify: "care.failed_verify"}

// troubles are what went wrong with the care of the nodes and stays so until it goes well: tables that are not the
// same here, backups and proofs that failed at branches and at headquarters.
func (s *site) troubles() (all []trouble) {
	for node, c := range s.h.Contacts() {
		if last, ok := s.h.Comparison(node); ok && !last.Equal {
			all = append(all, trouble{time.UnixMilli(last.At), node, "care.failed_compare"})
		}
		if c.Care == nil {
			continue
		}
		for _, name := range c.Care.Failed {
			if key := failedChores[name]; key != "" {
				all = append(all, trouble{c.HeardAt, node, key})
			}
		}
	}
	own, err := s.h.Care.States()
	if err != nil {
		s.log.Error("jobs", "error", err)
	}
	for name, job := range own {
		if key := failedChores[name]; key != "" && job.Problem != "" {
			all = append(all, trouble{job.RanAt, s.h.Node, key})
		}
	}
	return all
}

// troubleAlarms are the troubles as the list of alarms shows them.
func (s *site) troubleAlarms(r *http.Request, t *text.Text, alarm func(time.Time, string, string, string) head.Alarm,
) (all []head.Alarm) {
	for _, x := range s.troubles() {
		a := alarm(x.at, x.node, t.T(x.key), t.T("alarm.failed_do"))
		if x.node == s.h.Node {
			a.Branch = s.network(r).Name
		}
		all = append(all, a)
	}
	return all
}
