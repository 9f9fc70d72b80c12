package web

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/ui/head"
	"branchbook/ui/kit"
)

// tokens remembers for a few minutes, in memory only, the codes that were just made, under the commands that made
// them: so that a form sent twice makes one code, and a reload shows it again to the person who asked.
type tokens struct {
	mu   sync.Mutex
	made map[string]shownToken
}

type shownToken struct {
	actor, token string
	until        time.Time
	forget       time.Time
}

const tokenShown = 10 * time.Minute

// once gives the code of a command, making it the first time.
func (k *tokens) once(command, actor string, now time.Time, make_ func() (string, time.Time, error)) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, t := range k.made {
		if now.After(t.forget) {
			delete(k.made, id)
		}
	}
	if _, made := k.made[command]; made {
		return nil
	}
	token, until, err := make_()
	if err != nil {
		return err
	}
	if k.made == nil {
		k.made = map[string]shownToken{}
	}
	k.made[command] = shownToken{actor, token, until, now.Add(tokenShown)}
	return nil
}

// of is the code that a person made with a command; empty where it is not remembered.
func (k *tokens) of(command, actor string, now time.Time) (token string, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if t := k.made[command]; t.actor == actor && now.Before(t.forget) {
		return t.token, t.until
	}
	return "", time.Time{}
}

// enrolment is the boxes that wait, and the form that makes a code. ?made= is the command of a code just made.
func (s *site) enrolment(w http.ResponseWriter, r *http.Request) {
	a, now := s.around(r), s.h.Clock.Now()
	v := head.Enrolment{Address: head.EnrolPath, Make: s.form(a.Text, head.EnrolPath)}
	if made := r.URL.Query().Get("made"); fact.ValidID(made) {
		v.Token, v.Until = s.shown.of(made, actor(r), now)
		v.Address += "?made=" + made
	}
	v.Until = s.here(v.Until)
	list, err := s.h.Applications()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	known, err := s.known(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, app := range list {
		box := head.EnrolPath + "/" + app.ID
		v.Waiting = append(v.Waiting, head.WaitingBox{
			Box: app.Box, Name: app.Code + " " + app.Name, Digits: app.Digits, Asked: s.here(app.At),
			Replaces: known[app.Node],
			Confirm:  s.form(a.Text, box+"/confirmation"), Refuse: s.form(a.Text, box+"/refusal"),
		})
	}
	s.part(w, r, func() kit.Node { return head.EnrolmentPart(a.Text, v) },
		func() kit.Node { return head.EnrolmentPage(a, v) })
}

// known is the code and name under which each member is known here.
func (s *site) known(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	err := s.h.Book.Read(ctx, func(v *journal.View) error {
		list, err := branches.Enrolments(v, v.JID())
		for _, e := range list {
			names[string(e.Node)] = e.Code + " " + e.Name
		}
		return err
	})
	return names, err
}

// newToken makes a one-time code; the hub keeps its hash alone.
func (s *site) newToken(w http.ResponseWriter, r *http.Request) {
	command := s.command(r)
	err := s.shown.once(command, actor(r), s.h.Clock.Now(), func() (string, time.Time, error) {
		return s.h.NewToken(r.Context(), actor(r))
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, head.EnrolPath+"?made="+command, http.StatusSeeOther)
}

// decide answers a box that waits. A second press finds nothing to decide, and the page says how things stand.
func (s *site) decide(do func(r *http.Request, id string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := do(r, chi.URLParam(r, "id"))
		if err != nil && !errors.Is(err, fact.ErrNotFound) {
			s.fail(w, r, err)
			return
		}
		s.stream.Tell("beat")
		http.Redirect(w, r, head.EnrolPath, http.StatusSeeOther)
	}
}

func (s *site) accept(r *http.Request, id string) error { return s.h.Accept(r.Context(), actor(r), id) }

func (s *site) refuse(r *http.Request, id string) error { return s.h.Refuse(r.Context(), actor(r), id) }
