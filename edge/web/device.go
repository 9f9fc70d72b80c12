package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/fact"

	pages "branchbook/ui/desk"
)

// device is how one screen shows the calendar. It is kept in a cookie of that screen, for whoever sits at it.
type device struct {
	Zoom int      // pixels of five minutes
	Step int      // minutes; 0: the branch's
	Hide []string // practitioners whose columns are not shown
	Mute bool     // keys without a modifier do nothing
}

const (
	deviceCookie = "bb_device"
	deviceLife   = 400 * 24 * time.Hour // browsers keep none longer
	usualZoom    = 8
)

// deviceOf reads the cookie; what it does not say, or says wrongly, is as usual.
func deviceOf(r *http.Request) device {
	d := device{Zoom: usualZoom}
	c, err := r.Cookie(deviceCookie)
	if err != nil {
		return d
	}
	q, err := url.ParseQuery(c.Value)
	if err != nil {
		return d
	}
	if zoom, err := strconv.Atoi(q.Get("zoom")); err == nil && slices.Contains(pages.Zooms, zoom) {
		d.Zoom = zoom
	}
	d.Step, _ = strconv.Atoi(q.Get("step"))
	if hide := q.Get("hide"); hide != "" {
		d.Hide = strings.Split(hide, ".")
	}
	d.Mute = q.Get("mute") == "yes"
	return d
}

func (s *site) keepDevice(w http.ResponseWriter, d device) {
	q := url.Values{"zoom": {strconv.Itoa(d.Zoom)}, "step": {strconv.Itoa(d.Step)}, "hide": {strings.Join(d.Hide, ".")}}
	if d.Mute {
		q.Set("mute", "yes")
	}
	http.SetCookie(w, &http.Cookie{Name: deviceCookie, Value: q.Encode(), Path: "/", MaxAge: int(deviceLife.Seconds()),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// steps are the minutes between the thin lines that can be chosen (CAL-4).
var steps = []int{5, 10, 15, 20, 30, 60}

func (d device) step(branch int) int {
	if slices.Contains(steps, d.Step) {
		return d.Step
	}
	return branch
}

func (d device) shows(practitioner string) bool {
	return !slices.Contains(d.Hide, practitioner)
}

// columns are those that this screen shows; all of them where it would be none.
func (d device) columns(all []desk.Column) []desk.Column {
	shown := slices.DeleteFunc(slices.Clone(all),
		func(c desk.Column) bool { return !d.shows(string(c.Practitioner.ID)) })
	if len(shown) == 0 {
		return all
	}
	return shown
}

// maxHidden bounds the cookie.
const maxHidden = 60

// choose hides whoever was offered and is not to be shown; others stay as they were.
func (d device) choose(offered, shown []string) device {
	d.Hide = slices.DeleteFunc(slices.Clone(d.Hide), func(id string) bool { return slices.Contains(offered, id) })
	for _, id := range offered {
		if fact.ValidID(id) && !slices.Contains(shown, id) && len(d.Hide) < maxHidden {
			d.Hide = append(d.Hide, id)
		}
	}
	return d
}

// calendarForm answers the bar above the calendar: another date, step, zoom or choice of columns.
func (s *site) calendarForm(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	d := deviceOf(r)
	kept := d
	if step, err := strconv.Atoi(q.Get("step")); err == nil && slices.Contains(steps, step) {
		kept.Step = step
	}
	if zoom, err := strconv.Atoi(q.Get("zoom")); err == nil && slices.Contains(pages.Zooms, zoom) {
		kept.Zoom = zoom
	}
	if kept = kept.choose(q["offered"], q["shown"]); q.Has("everybody") {
		kept.Hide = nil
	}
	if !slices.Equal(kept.Hide, d.Hide) || kept.Step != d.Step || kept.Zoom != d.Zoom {
		s.keepDevice(w, kept)
	}
	on, err := fact.ParseDate(q.Get("on"))
	if err != nil {
		_, now, err := s.desk.Branch(r.Context())
		if err != nil {
			s.fail(w, r, err)
			return
		}
		on = now.On
	}
	http.Redirect(w, r, viewPath(pages.View(q.Get("view")), on, q.Get("practitioner")), http.StatusSeeOther)
}

func viewPath(view pages.View, on fact.Date, practitioner string) string {
	switch view {
	case pages.ByWeek:
		return pages.WeekPath(on, practitioner)
	case pages.ByList:
		return pages.ListPath(on, practitioner, "")
	}
	return pages.DayPath(on)
}
