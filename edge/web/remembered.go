package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// maxPages bounds the pages that are remembered; a full day's is 300 KiB.
const maxPages = 16

// remembered is the last calendar pages as they were rendered. They hold while nothing is committed and the minute
// lasts: a page follows from the book, the minute, and what its key says of who asks for what. The zero value is empty.
type remembered struct {
	mu      sync.Mutex
	changes int64
	minute  int64
	pages   map[string]kit.Answer
}

// changed forgets everything.
func (m *remembered) changed() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changes++
	m.pages = nil
}

// find is a remembered page. What is rendered instead is put under since: nothing may have been committed meanwhile.
func (m *remembered) find(key string, now time.Time) (page kit.Answer, since int64, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if minute := now.Unix() / 60; minute != m.minute {
		m.minute, m.pages = minute, nil
	}
	page, ok = m.pages[key]
	return page, m.changes, ok
}

func (m *remembered) put(key string, page kit.Answer, since int64, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	// A form's command has one effect: two people must not get the same.
	if since != m.changes || now.Unix()/60 != m.minute || bytes.Contains(page.Body, []byte(`name="command"`)) {
		return
	}
	if m.pages == nil || len(m.pages) >= maxPages {
		m.pages = map[string]kit.Answer{}
	}
	m.pages[key] = page
}

// again answers with a remembered page, or with the one that render makes. An error of render was answered by it.
func (s *site) again(w http.ResponseWriter, r *http.Request, a pages.Around, render func() (kit.Node, bool)) {
	p, _ := access.Who(r.Context())
	now := s.e.Clock.Now()
	key := fmt.Sprintf("%s %v %s %+v %+v", r.URL.RequestURI(), isPart(r), p.User.Role, deviceOf(r), a)
	answer, since, ok := s.pages.find(key, now)
	if !ok {
		page, made := render()
		if !made {
			return
		}
		var err error
		if answer, err = kit.Prepare(page); err != nil {
			s.unmade(w, r, err)
			return
		}
		if kit.TakesGzip(r) {
			answer.Zipped = zipped(answer.Body)
		}
		s.pages.put(key, answer, since, now)
	}
	answer.Send(w, r, http.StatusOK)
}

// zipped is a page compressed once for everybody who gets it.
func zipped(page []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err == nil {
		_, err = w.Write(page)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil // memory does not fail; the handler around us compresses then
	}
	return b.Bytes()
}

// dayPage is the calendar of a date, whole or the part that is fetched again.
func (s *site) dayPage(w http.ResponseWriter, r *http.Request, a pages.Around, day desk.Day) (kit.Node, bool) {
	shown := deviceOf(r)
	figures := s.strip(r, a.Text, day)
	all := day.Columns
	day.Columns = shown.columns(all)
	v := dayView(a.Text, day)
	v.Grid.Step, v.Grid.Zoom, v.Figures = shown.step(day.StepMin), shown.Zoom, figures
	if !isPart(r) {
		var err error
		if v.Head, err = s.bar(r, a, day.On, pages.ByDay); err != nil {
			s.fail(w, r, err)
			return nil, false
		}
	}
	v.Head.On, v.Head.View, v.Head.Title = day.On, pages.ByDay, a.Text.Full(day.On)
	v.Head.Step, v.Head.Zoom = v.Grid.Step, v.Grid.Zoom
	v.Head.Previous, v.Head.Next = dayPath(day.Previous), dayPath(day.Next)
	v.Head.Staff = staffTicks(all, day.Columns)
	if isPart(r) {
		return pages.DayPart(a.Text, v), true
	}
	if id := r.URL.Query().Get("move"); fact.ValidID(id) {
		v.Head.Move = id
		v.Pin = s.pinned(r, a.Text, day, booking.VisitID(id))
	}
	return pages.DayPage(a, v), true
}
