package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// Where the parts of the hours are kept.
const (
	specialDaysPath = pages.HoursPath + "/days"
	absencesPath    = pages.HoursPath + "/absences"
)

func (s *site) hours(w http.ResponseWriter, r *http.Request) {
	s.hoursPage(w, r, http.StatusOK, "", nil, nil)
}

// hoursPage shows the hours; action and no are the form that was refused and why, grey what a change left outside.
func (s *site) hoursPage(
	w http.ResponseWriter, r *http.Request, status int, action string, no fact.Refusals, grey []desk.Affected,
) {
	now, err := s.desk.Hours(r.Context())
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
	v := pages.Hours{
		Week: form(pages.HoursPath).Begin("since", string(today.On)), Day: form(specialDaysPath),
		Away:   form(absencesPath),
		Shifts: openings(now.Week), Practitioners: practitionerOptions(now.Lists),
	}
	if now.Week != nil && action != pages.HoursPath {
		for field, value := range weekValues(now.Week.Week) {
			v.Week = v.Week.Begin(field, value)
		}
	}
	v.Day.Prefix, v.Away.Prefix = "day-", "away-"
	for _, d := range now.Days {
		clear := s.form(a.Text, specialDaysPath).Begin("usual", "yes")
		clear.Action += "/" + string(d.On) + "/clearing"
		line := pages.SpecialDay{On: d.On, Reason: d.Reason, Clear: clear}
		for _, span := range d.Spans {
			line.Clock = join([]string{line.Clock, fact.Clock24(span.From) + "–" + fact.Clock24(span.To)})
		}
		v.Days = append(v.Days, line)
	}
	for _, x := range now.Absences {
		f := s.form(a.Text, absencesPath+"/"+url.PathEscape(x.Absence)+"/"+string(x.FromOn)+"/clearing")
		v.Absences = append(v.Absences, pages.Absence{Who: now.Lists.Practitioner(x.Practitioner).Name(),
			Reason: x.Reason,
			From:   x.FromOn, To: x.ToOn, Clear: f})
	}
	v.Grey = s.greyVisits(r, grey, now.Lists)
	s.show(w, r, status, pages.HoursPage(a, v))
}

func (s *site) greyVisits(r *http.Request, grey []desk.Affected, l desk.Lists) (all []pages.Untimed) {
	a, _, _ := s.around(r)
	for _, g := range grey {
		p, err := s.desk.Visit(r.Context(), g.Visit)
		if err != nil {
			s.log.Error("a visit outside of working time", "error", err)
			continue
		}
		all = append(all, pages.Untimed{
			Visit: string(g.Visit), Client: p.Client.Name, Service: serviceNames(l, p.Visit),
			When: join([]string{a.Text.Head(g.On) + " " + fact.Clock24(g.FromMin),
				l.Practitioner(g.Practitioner).Name()}),
			Status: statusOfVisit(p.Visit.Status),
		})
	}
	return all
}

// weekValues is opening hours in the fields of their form.
func weekValues(week [7][]hours.Span) map[string]string {
	values := map[string]string{}
	for day, spans := range week {
		for n, span := range spans {
			values[fmt.Sprintf("from.%d.%d", day, n)] = fact.Clock24(span.From)
			values[fmt.Sprintf("to.%d.%d", day, n)] = endClock(span.To)
		}
	}
	return values
}

// openings is how many intervals a day the form shows: one more than there are.
func openings(week *hours.OpeningSet) int {
	most := 1
	if week != nil {
		for _, spans := range week.Week {
			most = max(most, len(spans))
		}
	}
	return most + 1
}

// endClock writes the end of a span; the day's own is 24:00.
func endClock(minute int) string {
	if minute == hours.DayMin {
		return "24:00"
	}
	return fact.Clock24(minute)
}

const lastMinute = hours.DayMin - 1

// keepHours keeps the opening hours from a date on.
func (s *site) keepHours(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing, and refused at its field
	week, no := readWeek(r.PostForm)
	in := hours.OpeningSet{FromOn: fact.Date(r.PostForm.Get("since"))}
	for day, shift := range week {
		in.Week[day] = shift.Work
	}
	if emptyWeek(week) && len(no) == 0 {
		no = append(no, fact.Refuse("no_hours", "from.1.0", "Give the hours of at least one day."))
	}
	s.keepSpans(w, r, pages.HoursPath, no, func() (desk.HoursChanged, error) {
		return s.desk.SetOpening(r.Context(), by(r), in)
	})
}

// keepSpans runs a change of hours, and shows what it left outside of working time.
func (s *site) keepSpans(
	w http.ResponseWriter, r *http.Request, action string, no fact.Refusals, do func() (desk.HoursChanged, error),
) {
	var changed desk.HoursChanged
	var err error
	if len(no) == 0 {
		changed, err = do()
		no = renamed(refusals(err), hoursField)
	}
	switch {
	case len(no) > 0:
		s.hoursPage(w, r, http.StatusUnprocessableEntity, action, no, nil)
	case err != nil:
		s.fail(w, r, err)
	case len(changed.Affected) > 0:
		s.hoursPage(w, r, http.StatusOK, "", nil, changed.Affected)
	default:
		s.done(w, r, pages.HoursPath, s.said(r, "notice.saved"))
	}
}

// hoursField is the form's name of a field that a rule refused.
func hoursField(field string) string {
	list, rest, _ := strings.Cut(field, ".")
	switch {
	case list == "week" && strings.Contains(rest, "."):
		return "from." + rest
	case list == "week":
		return "from." + rest + ".0"
	case field == "from_on":
		return "since"
	case list == "spans" && rest != "":
		return "from." + rest
	case list == "spans":
		return "from.0"
	}
	return field
}

// keepDay keeps what is different on one date.
func (s *site) keepDay(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // as in keepHours
	v := r.PostForm
	in := hours.DaySet{On: fact.Date(v.Get("on")), Day: hours.Special, Reason: v.Get("reason")}
	if v.Get("holiday") == "yes" {
		in.Day = hours.Holiday
	}
	var no fact.Refusals
	in.Spans, no = readSpans(v, "from", "to")
	s.keepSpans(w, r, specialDaysPath, no, func() (desk.HoursChanged, error) {
		return s.desk.SetDay(r.Context(), by(r), in)
	})
}

// clearDay makes a date like its weekday again.
func (s *site) clearDay(w http.ResponseWriter, r *http.Request) {
	in := hours.DaySet{On: fact.Date(chi.URLParam(r, "on")), Day: hours.Usual}
	s.keepSpans(w, r, "", nil, func() (desk.HoursChanged, error) { return s.desk.SetDay(r.Context(), by(r), in) })
}

// keepAbsence says that a practitioner is away.
func (s *site) keepAbsence(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // as in keepHours
	v := r.PostForm
	in := hours.AbsenceSet{Practitioner: v.Get("practitioner"), FromOn: fact.Date(v.Get("away_from")),
		ToOn: fact.Date(v.Get("away_to")), Reason: v.Get("away_reason")}
	s.keepSpans(w, r, absencesPath, nil, func() (desk.HoursChanged, error) {
		changed, err := s.desk.Absent(r.Context(), by(r), in)
		return changed, atFields(err, func(field string) string {
			return map[string]string{"practitioner": field, "from_on": "away_from", "to_on": "away_to",
				"reason": "away_reason"}[field]
		})
	})
}

// clearAbsence takes an absence back.
func (s *site) clearAbsence(w http.ResponseWriter, r *http.Request) {
	on := fact.Date(chi.URLParam(r, "on"))
	s.keepSpans(w, r, "", nil, func() (desk.HoursChanged, error) {
		return s.desk.ClearAbsence(r.Context(), by(r), chi.URLParam(r, "id"), on)
	})
}
