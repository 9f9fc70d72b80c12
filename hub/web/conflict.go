package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// formFields are the fields of headquarters' forms that a person would compare, with their words; facts call them
// the same. A password is never shown.
var formFields = [][2]string{{"name", "user.name"}, {"login", "user.login"}, {"role", "user.role"},
	{"disabled", "people.disable"}, {"network", "setup.network"}, {"language", "branch.language"},
	{"reason", "visit.reason"}}

// conflict shows what a form was saved with the first time beside what came now under the same command, which did
// nothing.
func (s *site) conflict(w http.ResponseWriter, r *http.Request, c *journal.Conflict) {
	commit, err := s.commitOf(r.Context(), c.Earlier)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, kept := s.around(r), url.Values{}
	for _, f := range commit.Facts {
		var fields map[string]any
		if json.Unmarshal(f.Body, &fields) != nil {
			continue
		}
		for name, value := range fields {
			if word, ok := value.(string); ok {
				kept.Set(name, word)
			} else if value == true {
				kept.Set(name, "yes")
			}
		}
	}
	s.show(w, r, http.StatusConflict, head.ConflictPage(a, head.Conflict{
		What: a.Text.T("did." + commit.Name), At: s.here(commit.At.Time()), Afresh: access.Back(r),
		Kept: inWords(a.Text, kept), Asked: inWords(a.Text, r.PostForm),
	}))
}

// commitOf reads the commit of an outcome.
func (s *site) commitOf(ctx context.Context, out journal.Outcome) (fact.Commit, error) {
	batch, err := s.h.Book.Export(ctx, s.h.Node, out.Height-1, 1, fact.MaxCommit)
	if err != nil {
		return fact.Commit{}, err
	}
	if len(batch.Commits) == 0 {
		return fact.Commit{}, fact.ErrNotFound
	}
	return fact.Decode(batch.Commits[0])
}

func inWords(t *text.Text, v url.Values) (facts []kit.Fact) {
	for _, field := range formFields {
		what := v.Get(field[0])
		switch {
		case what == "":
			continue
		case field[0] == "role":
			what = t.T("role." + what)
		case field[0] == "language":
			what = text.LangName(what)
		case field[0] == "disabled":
			what = "✓"
		}
		facts = append(facts, kit.Fact{Term: t.T(field[1]), What: what})
	}
	return facts
}
