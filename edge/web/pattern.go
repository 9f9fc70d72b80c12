package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// workingPath is where a practitioner's hours are, exceptionsPath where single days are kept.
const (
	workingPath    = pages.PractitionersPath + "/{id}/hours"
	exceptionsPath = workingPath + "/exceptions"
)

func (s *site) working(w http.ResponseWriter, r *http.Request) {
	s.workingPage(w, r, http.StatusOK, "", nil, nil)
}

// workingPage shows when somebody works; action and no are the form that was refused and why, grey what a change
// left outside.
func (s *site) workingPage(
	w http.ResponseWriter, r *http.Request, status int, action string, no fact.Refusals, grey []desk.Affected,
) {
	id := chi.URLParam(r, "id")
	now, err := s.desk.PractitionerHours(r.Context(), id)
	who := now.Lists.Practitioner(id)
	if err == nil && who.ID == "" {
		err = fact.ErrNotFound
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, today := s.around(r)
	form := func(to string) kit.Form {
		if to == action {
			return s.asked(a.Text, r, to, no)
		}
		return s.form(a.Text, to)
	}
	path := pages.WorkingPath(id)
	v := pages.Working{ID: id, Name: who.Name(), Stands: stands(a.Text, now.Patterns),
		Except: form(path + "/exceptions"), Grey: s.greyVisits(r, grey, now.Lists)}
	v.Except.Prefix = "day-"
	v.Repeat, v.Rhythms = s.repeat(a.Text, r, form(path), now.Patterns, today.On)
	for _, e := range now.Exceptions {
		f := s.form(a.Text, path+"/exceptions/"+url.PathEscape(e.Exception)+"/"+string(e.On)+"/clearing")
		v.Exceptions = append(v.Exceptions, pages.Exception{On: e.On, What: exceptionWord(a.Text, e), Reason: e.Reason,
			Clear: f})
	}
	s.show(w, r, status, pages.WorkingPage(a, v))
}

func stands(t *text.Text, patterns []hours.PatternSet) (all []pages.Stand) {
	for _, p := range patterns {
		all = append(all, pages.Stand{Since: p.FromOn, Rhythm: t.T("rhythm." + string(p.Pattern.Rhythm)),
			Hours: patternWords(t, p.Pattern)})
	}
	return all
}

// exceptionWord says what an exception does: "Moved to 24 Nov, 10:00–14:00".
func exceptionWord(t *text.Text, e hours.ExceptionSet) string {
	words := []string{t.T("exception." + string(e.Change))}
	if e.ToOn != "" {
		words = append(words, t.Date(e.ToOn))
	}
	return join(append(words, spanWords(e.Spans)...))
}

func spanWords(spans []hours.Span) (words []string) {
	for _, s := range spans {
		words = append(words, fact.Clock24(s.From)+"–"+fact.Clock24(s.To))
	}
	return words
}

// repeat is the form of the rhythm that the address or the refused form names, else of the one that holds.
func (s *site) repeat(
	t *text.Text, r *http.Request, f kit.Form, patterns []hours.PatternSet, today fact.Date,
) (pages.Repeat, []kit.Tab) {
	asked := r.URL.Query()
	if f.Refusals != nil {
		asked = r.PostForm
	}
	var now hours.PatternSet
	if len(patterns) > 0 {
		now = fromToday(patterns[0], today)
	}
	rhythm := knownRhythm(hours.Rhythm(asked.Get("rhythm")), now.Pattern.Rhythm, hours.Weekly)
	rows, _ := strconv.Atoi(asked.Get("rows"))
	if rhythm != now.Pattern.Rhythm {
		now.Pattern = hours.Pattern{}
	} else if rows == 0 {
		rows = patternRows(now.Pattern)
	}
	rows = fitting(rhythm, rows)
	v := layout(t, rhythm, rows)
	spans, breaks := most(now.Pattern)
	v.Spans, v.Breaks = max(2, spans+1), breaks+1
	v.Form = f.Begin("rhythm", string(rhythm)).Begin("rows", strconv.Itoa(rows))
	if now.Pattern.Rhythm != "" && f.Refusals == nil {
		v.Form.Values = patternValues(now)
		v.Form = v.Form.Begin("rhythm", string(rhythm)).Begin("rows", strconv.Itoa(rows))
	}
	v.Form = v.Form.Begin("since", string(today))
	v.More, v.Fewer = moreRows(r.URL.Path, rhythm, rows)
	var tabs []kit.Tab
	for _, x := range rhythmOrder {
		tabs = append(tabs, kit.Tab{Href: f.Action + "?" + url.Values{"rhythm": {string(x)}}.Encode(),
			Word: t.T("rhythm." + string(x)), Here: x == rhythm})
	}
	return v, tabs
}

func knownRhythm(wished ...hours.Rhythm) hours.Rhythm {
	for _, x := range wished {
		if _, known := rhythms[x]; known {
			return x
		}
	}
	return hours.Weekly
}

// keepPattern keeps a practitioner's repeating hours from a date on.
func (s *site) keepPattern(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing, and refused at its field
	id := chi.URLParam(r, "id")
	in := hours.PatternSet{Practitioner: id, FromOn: fact.Date(r.PostForm.Get("since"))}
	var no fact.Refusals
	in.Pattern, no = readPattern(r.PostForm)
	s.keepWorking(w, r, pages.WorkingPath(id), no, patternField, func() (desk.HoursChanged, error) {
		return s.desk.SetPattern(r.Context(), by(r), in)
	})
}

// keepException keeps what is different on one day of a practitioner.
func (s *site) keepException(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // as in keepPattern
	id, v := chi.URLParam(r, "id"), r.PostForm
	in := hours.ExceptionSet{Practitioner: id, On: fact.Date(v.Get("on")), Change: hours.Change(v.Get("change")),
		ToOn: fact.Date(v.Get("to_on")), Reason: v.Get("why")}
	var no fact.Refusals
	in.Spans, no = readSpans(v, "from.x", "to.x")
	switch in.Change {
	case hours.Cancelled:
		in.Spans, in.ToOn = nil, ""
	case hours.Changed, hours.Blocked:
		in.ToOn = ""
	}
	field := func(field string) string {
		switch {
		case len(field) > 5 && field[:5] == "spans":
			return "from.x" + field[5:]
		case field == "spans":
			return "from.x.0"
		case field == "reason":
			return "why"
		}
		return field
	}
	s.keepWorking(w, r, pages.WorkingPath(id)+"/exceptions", no, field, func() (desk.HoursChanged, error) {
		return s.desk.Except(r.Context(), by(r), in)
	})
}

// clearException takes an exception back.
func (s *site) clearException(w http.ResponseWriter, r *http.Request) {
	s.keepWorking(w, r, "", nil, hoursField, func() (desk.HoursChanged, error) {
		return s.desk.ClearException(r.Context(), by(r), chi.URLParam(r, "exception"), fact.Date(chi.URLParam(r, "on")))
	})
}

// keepWorking runs a change of somebody's hours, and shows what it left outside of working time.
func (s *site) keepWorking(w http.ResponseWriter, r *http.Request, action string, no fact.Refusals,
	field func(string) string, do func() (desk.HoursChanged, error),
) {
	var changed desk.HoursChanged
	var err error
	if len(no) == 0 {
		changed, err = do()
		no = renamed(refusals(err), field)
	}
	switch {
	case len(no) > 0:
		s.workingPage(w, r, http.StatusUnprocessableEntity, action, no, nil)
	case err != nil:
		s.fail(w, r, err)
	case len(changed.Affected) > 0:
		s.workingPage(w, r, http.StatusOK, "", nil, changed.Affected)
	default:
		s.done(w, r, pages.WorkingPath(chi.URLParam(r, "id")), s.said(r, "notice.saved"))
	}
}
