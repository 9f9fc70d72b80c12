package kit

import (
	"strings"
	"time"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/static"
	"branchbook/ui/text"
)

// Frame is what stands around every page of a signed-in person.
type Frame struct {
	Text   *text.Text
	Title  string
	House  string // the branch, or the network at headquarters
	Code   string // the branch's code; empty at headquarters
	Today  fact.Date
	Person string
	Link   *Link // the branch's line to headquarters; nil at headquarters
	LinkTo string
	Nav    []Place
	Search string // address that answers ?q=; empty: no search field
	Stream string // address of the event stream; empty: none
	Notice string // what was just done, said once
	Wide   bool   // the calendar uses all the width there is
	Mute   bool   // keys without a modifier do nothing on this screen
	Keys   string // address of the page that says which keys do what; empty: none
	Recent string // address of what this person did last; empty: none
}

// Place is one entry of the navigation.
type Place struct {
	Href, Icon, Word string
	Here             bool
	Count            int // a badge of things that wait; 0 is none
}

// htmxConfig: an answer that says no is a page of its own and never shown in the middle of another, and a page that
// lost its server looks for it every few seconds.
const htmxConfig = `{"includeIndicatorCSS":false,"transitions":false,"noSwap":[204,304,401,403,404,"5xx"],` +
	`"sse":{"reconnectMaxDelay":3000}}`

// Page is a whole document: the frame with the screen in its one main element.
func Page(f Frame, screen ...Node) Node {
	t := f.Text
	return document(t, f.Title+" · "+f.House, h.Body(
		g.If(!f.Wide, h.Class("narrow")), g.If(f.Mute, g.Attr("data-keys", "off")),
		h.A(h.Class("skip"), h.Href("#main"), g.Text(t.T("frame.skip"))),
		h.Div(h.Class("frame"),
			cutOff(t), signedOut(t),
			top(f),
			h.Main(h.ID("main"), h.TabIndex("-1"), notice(t, f.Notice), aloneBanner(t, f.Link),
				g.Group(screen), foot(f)),
			rail(t, f.Nav),
		),
		h.P(h.Class("status-line"), h.Role("status"), h.ID("said")),
		h.Dialog(h.ID("dialog"), h.Aria("label", t.T("frame.dialog")), g.Attr("data-close", t.T("card.close"))),
		when(f.Stream != "", func() Node {
			return h.Div(h.ID("live"), g.Attr("hidden"), g.Attr("hx-sse:connect", f.Stream),
				g.Attr("hx-swap", "none"))
		}),
	))
}

// Bare is a document without navigation, for people who are not signed in. A wide one holds more
// than a few fields.
func Bare(t *text.Text, title string, wide bool, screen ...Node) Node {
	look := "bare"
	if wide {
		look += " wide"
	}
	return document(t, title+" · Branchbook", h.Body(h.Class(look),
		h.Main(h.ID("main"), h.P(h.Class("mark"), g.Text("Branchbook")), g.Group(screen), languages(t))))
}

// foot ends every page: what one did last, the keys, the languages.
func foot(f Frame) Node {
	t := f.Text
	return h.Footer(h.Class("foot"),
		when(f.Recent != "", func() Node { return h.A(h.Href(f.Recent), g.Attr("data-recent"), g.Text(t.T("frame.recent"))) }),
		when(f.Keys != "", func() Node { return h.A(h.Href(f.Keys), g.Attr("data-help"), g.Text(t.T("frame.keys"))) }),
		languages(t))
}

// languages lets the reader choose; it ends every page, so that it is found by those who cannot read the rest.
func languages(t *text.Text) Node {
	return h.Nav(h.Class("languages"), h.Aria("label", t.T("frame.language")), g.Group(g.Map(text.Langs, func(lang string) Node {
		return h.A(h.Href("/language?lang="+lang), h.Lang(lang), g.Attr("hreflang", lang),
			g.If(lang == t.Lang, h.Aria("current", "true")), g.Text(text.LangName(lang)))
	})))
}

func document(t *text.Text, title string, body Node) Node {
	return h.Doctype(h.HTML(h.Lang(t.Lang), h.Head(
		h.Meta(h.Charset("utf-8")),
		h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
		h.Meta(h.Name("color-scheme"), h.Content("light dark")),
		h.Meta(h.Name("htmx-config"), h.Content(htmxConfig)),
		h.TitleEl(g.Text(title)),
		stylesheet(static.URL("app.css")),
		script("htmx.js"), script("sse.js"), script("desk.js"), script("act.js"), script("place.js"),
	), body))
}

// stylesheet is the stylesheet's element.
func stylesheet(href string) Node { return g.El("link", h.Rel("stylesheet"), h.Href(href)) }

func script(name string) Node { return h.Script(h.Src(static.URL(name)), h.Defer()) }

func top(f Frame) Node {
	t := f.Text
	return h.Header(h.Class("top"),
		h.A(h.Class("brand"), h.Href("/"), h.Span(g.Text(f.House)),
			when(f.Code != "", func() Node { return h.Small(g.Text(f.Code)) })),
		when(f.Today != "", func() Node {
			return h.Time(h.DateTime(string(f.Today)), g.Text(t.Head(f.Today)))
		}),
		when(f.Search != "", func() Node { return seek(t, f.Search) }),
		when(f.Link != nil, func() Node { return LinkChip(t, *f.Link, f.LinkTo) }),
		when(f.Person != "", func() Node { return who(t, f.Person) }),
	)
}

func seek(t *text.Text, action string) Node {
	return h.Form(h.Class("seek"), h.Role("search"), h.Action(action), h.Method("get"),
		Icon("search"),
		h.Label(h.Class("unseen"), h.For("search"), g.Text(t.T("frame.search"))),
		h.Input(h.ID("search"), h.Type("search"), h.Name("q"), h.Placeholder(t.T("frame.search")),
			h.AutoComplete("off")))
}

func who(t *text.Text, person string) Node {
	return h.Form(h.Class("who"), h.Action("/signout"), h.Method("post"),
		h.Span(h.Class("initials"), h.Aria("hidden", "true"), g.Text(Initials(person))),
		h.Span(h.Class("name"), g.Text(person)),
		h.Button(h.Type("submit"), h.Class("button quiet small"), Icon("log-out"),
			g.Text(t.T("frame.signout"))))
}

// Initials are the first letters of up to two words of a name.
func Initials(name string) string {
	var out strings.Builder
	for i, word := range strings.Fields(name) {
		if i == 2 {
			break
		}
		out.WriteRune([]rune(word)[0])
	}
	return out.String()
}

func rail(t *text.Text, places []Place) Node {
	return when(len(places) > 0, func() Node {
		return h.Nav(h.Class("rail"), h.Aria("label", t.T("frame.nav")),
			h.Ul(g.Group(g.Map(places, func(p Place) Node {
				return h.Li(h.A(h.Href(p.Href), g.If(p.Here, h.Aria("current", "page")),
					Icon(p.Icon),
					h.Span(g.Text(p.Word)),
					when(p.Count > 0, func() Node {
						return h.Span(h.Class("num"),
							g.Text(t.Count(int64(p.Count))))
					})))
			}))))
	})
}

func notice(t *text.Text, said string) Node {
	return when(said != "", func() Node { return Banner(Done, said) })
}

// Link is the branch's line to headquarters as the desk sees it.
type Link struct {
	State   LinkState
	Waiting int       // changes not yet known to be there
	At      time.Time // headquarters has everything up to then; zero: never
	Live    string    // address of the chip, fetched when the line changes; empty: it stays as it is
}

// LinkState is one of four.
type LinkState string

// The states of the line. NotEnrolled is a branch that belongs to no network.
const (
	UpToDate    LinkState = "sent"
	Sending     LinkState = "sending"
	Alone       LinkState = "alone"
	NotEnrolled LinkState = "single"
)

// LinkChip says the state of the line in an icon and words.
func LinkChip(t *text.Text, l Link, href string) Node {
	icon, words := "cloud-check", t.T("link.sent", "At", t.At(l.At))
	switch l.State {
	case Sending:
		icon, words = "refresh-cw", t.N("link.sending", l.Waiting)
	case Alone:
		icon, words = "cloud-off", t.N("link.alone_short", l.Waiting)
		if l.Waiting == 0 {
			words = strings.TrimRight(t.T("link.alone_head"), ".。")
		}
	case NotEnrolled:
		icon, words = "server", t.T("link.single")
	}
	return h.A(h.Class("chip"), g.Attr("data-state", string(l.State)), h.Href(href), h.ID("link"),
		when(l.Live != "", func() Node {
			return g.Group([]Node{g.Attr("hx-get", l.Live),
				g.Attr("hx-trigger", "link from:#live throttle:1s, resync from:#live"),
				g.Attr("hx-target", "this"), g.Attr("hx-swap", "outerMorph")})
		}),
		Icon(icon), h.Span(g.Text(words)))
}

// aloneBanner is the second of the two breaks, the harmless one: the branch lost headquarters and
// carries on.
func aloneBanner(t *text.Text, l *Link) Node {
	return when(l != nil && l.State == Alone, func() Node {
		carryOn := t.T("link.alone_none")
		if l.Waiting > 0 {
			carryOn = t.N("link.alone", l.Waiting)
		}
		return BannerOf("alone", "cloud-off", h.P(h.Strong(g.Text(t.T("link.alone_head")))), h.P(g.Text(carryOn)))
	})
}

// cutOff is the first of the two breaks, the serious one: this screen lost the branch server. It
// stands hidden in every page, since at that moment no other could be fetched; desk.js shows it.
func cutOff(t *text.Text) Node {
	return h.Div(h.Class("cutoff"), h.ID("cutoff"), h.Role("alert"), g.Attr("hidden"),
		Icon("unplug"), h.P(g.Text(t.T("link.cutoff"))))
}

// signedOut says that nobody is signed in here any more. It stands hidden in every page: what has been typed there
// must not be lost by going elsewhere.
func signedOut(t *text.Text) Node {
	return h.Div(h.Class("cutoff"), h.ID("signedout"), h.Role("alert"), g.Attr("hidden"),
		Icon("log-out"), h.P(g.Text(t.T("link.signed_out")+" "), h.A(h.Href("/signin"), g.Text(t.T("link.sign_in")))))
}

// Fault is the page of an error that is not the reader's: what happened, what is safe, what to do.
func Fault(t *text.Text, status int, reference string) Node {
	key := "fault.internal"
	switch status {
	case 404:
		key = "fault.missing"
	case 403:
		key = "fault.forbidden"
	case 413:
		key = "fault.large"
	case 507:
		key = "fault.full"
	}
	return h.Div(h.Class("stack prose"),
		h.H1(g.Text(t.T(key+".head"))), h.P(g.Text(t.T(key+".safe"))), h.P(g.Text(t.T(key+".do"))),
		when(reference != "", func() Node {
			return h.P(h.Class("soft"), g.Text(t.T("fault.reference")+" "),
				h.Span(h.Class("num"), g.Text(reference)))
		}),
		h.P(LinkButton("/", t.T("fault.home"))))
}
