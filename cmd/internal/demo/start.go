package demo

import (
	"context"
	"net/http"
	"slices"

	"branchbook/cmd/internal/network"
	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/sync/link/cutter"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/static"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// startPage is the page with the addresses and the switches. Its forms need no script and nobody signs in: it
// listens on loopback and takes changes from its own pages only.
func (d *Demo) startPage() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("GET /favicon.ico", access.NoIcon)
	mux.HandleFunc("GET /{$}", d.showStart)
	mux.Handle("GET /", http.RedirectHandler("/", http.StatusSeeOther)) // there is nothing else
	mux.HandleFunc("GET /language", chooseLanguage)
	mux.HandleFunc("POST /lines/{name}", d.turn)
	return access.Headers(access.Hosts(d.pages[0].address())(access.SameOrigin(mux)))
}

func (d *Demo) showStart(w http.ResponseWriter, r *http.Request) {
	t := spoken(r)
	v, err := d.view(r.Context(), t)
	if err == nil {
		err = kit.Respond(w, r, http.StatusOK, head.DemoPage(t, v))
	}
	if err != nil {
		d.o.Log.Error("start page", "error", err)
		http.Error(w, "A branch does not answer. Reload the page.", http.StatusInternalServerError)
	}
}

func (d *Demo) view(ctx context.Context, t *text.Text) (head.Demo, error) {
	v := head.Demo{Hub: head.DemoPlace{
		Name: t.T("role.headquarters"), Beneath: t.T("demo.hub"), URL: d.pages[1].url(), Login: "hq", Password: password,
	}}
	for i, h := range houses() {
		b := d.n.Branches[i]
		standing, err := b.Standing(ctx)
		if err != nil {
			return v, err
		}
		v.Lines = append(v.Lines, head.DemoLine{
			DemoPlace: head.DemoPlace{
				Name: h.settings.Name, Beneath: h.settings.Zone + " · " + string(h.settings.Currency),
				URL: d.pages[2+i].url(), Login: "manager", Password: password,
			},
			Cut: isCut(b), Waiting: int(standing.Waiting),
			Form: kit.Form{Text: t, Action: "/lines/" + h.folder},
		})
	}
	var err error
	v.Tour, err = d.tour(ctx)
	return v, err
}

// toured is the branch of the tour: Tokyo.
const toured = 1

// tour finds a visit of today that uses a course and can be completed, the nearest to its end first.
func (d *Demo) tour(ctx context.Context) (head.Tour, error) {
	b, url := d.n.Branches[toured], d.pages[2+toured].url()
	_, now, err := b.Desk.Branch(ctx)
	if err != nil {
		return head.Tour{}, err
	}
	v := head.Tour{Day: url + pages.DayPath(now.On)}
	day, err := b.Desk.Day(ctx, now.On)
	best := -1
	for _, c := range day.Columns {
		for _, one := range c.Blocks {
			rank := slices.Index(likely, one.Visit.Status)
			if one.Position == nil || rank <= best {
				continue
			}
			best = rank
			v.Visit, v.Client = url+pages.VisitPath(string(one.Visit.ID)), one.Client.Name
			v.Nth, v.Whole = one.Position.Nth, one.Position.Of
		}
	}
	return v, err
}

// likely are the states of a visit that may be completed today, the likeliest last.
var likely = []booking.Status{booking.Booked, booking.Confirmed, booking.Arrived, booking.InTreatment}

func isCut(b *network.Branch) bool { return b.Line.Mode() != cutter.Whole }

// turn cuts a line that is whole and mends one that is cut.
func (d *Demo) turn(w http.ResponseWriter, r *http.Request) {
	for _, b := range d.n.Branches {
		if b.Name != r.PathValue("name") {
			continue
		}
		to := cutter.Cut
		if isCut(b) {
			to = cutter.Whole
		}
		b.Line.Set(to)
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	http.NotFound(w, r)
}

// langCookie is the one by which the branches and headquarters know the reader's language, too.
const langCookie = "bb_lang"

func spoken(r *http.Request) *text.Text {
	if c, err := r.Cookie(langCookie); err == nil && slices.Contains(text.Langs, c.Value) {
		return text.For(c.Value)
	}
	return text.For("en")
}

func chooseLanguage(w http.ResponseWriter, r *http.Request) {
	if lang := r.URL.Query().Get("lang"); slices.Contains(text.Langs, lang) {
		http.SetCookie(w, &http.Cookie{
			Name: langCookie, Value: lang, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
