// Package desk is the HTML of a branch's screens: calendar, visits, clients, contracts, settings,
// sync status.
//
// Its one idea is that a screen is a function of a plain view, a pair in one file: the part that
// may be fetched alone, and the page, which calls the part. A view holds values that somebody else
// has read and decided; nothing here opens a database, asks a clock or knows a policy. Every form
// works without script. How things look is ui/kit's business, where they live is paths.go's.
package desk

import (
	"time"

	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Around is what every page of a signed-in person needs besides its own view.
type Around struct {
	Text    *text.Text
	Branch  string
	Code    string
	Today   fact.Date
	Person  string
	Manager bool // sees the settings
	Link    kit.Link
	Notice  string // what was just done, said once
	Stream  string // address of the event stream
	Mute    bool   // this screen has switched the letters off
}

// The places of the navigation.
const (
	inCalendar  = "calendar"
	inClients   = "clients"
	inContracts = "contracts"
	inSettings  = "settings"
	inSync      = "sync"
)

func (a Around) page(title, here string, screen ...kit.Node) kit.Node {
	return kit.Page(a.frame(title, here), screen...)
}

func (a Around) frame(title, here string) kit.Frame {
	t := a.Text
	place := func(name, href, icon, word string) kit.Place {
		return kit.Place{Href: href, Icon: icon, Word: word, Here: name == here}
	}
	nav := []kit.Place{
		place(inCalendar, DayPath(""), "calendar-days", t.T("nav.calendar")),
		place(inClients, ClientsPath, "users", t.T("nav.clients")),
		place(inContracts, ContractsPath, "file-text", t.T("nav.contracts")),
	}
	if a.Manager {
		nav = append(nav, place(inSettings, SettingsPath, "settings", t.T("nav.settings")))
	}
	nav = append(nav, place(inSync, SyncPath, "refresh-cw", t.T("nav.sync")))
	return kit.Frame{
		Text: t, Title: title, House: a.Branch, Code: a.Code, Today: a.Today, Person: a.Person, Link: &a.Link,
		LinkTo: SyncPath, Nav: nav, Search: ClientsPath, Stream: a.Stream, Notice: a.Notice,
		Mute: a.Mute, Keys: KeysPath, Recent: RecentPath,
	}
}

// Fault is the page of an error with the reference under which it was logged.
func Fault(a Around, status int, reference string) kit.Node {
	return a.page(a.Text.T("fault.title"), "", kit.Fault(a.Text, status, reference))
}

// Conflict is the same command id with other input, or with Stale an edit of what somebody else
// changed meanwhile: nothing was done, and the reader sees both (409).
type Conflict struct {
	What   string // the intent in the reader's words
	At     time.Time
	By     string
	Kept   []kit.Fact // what was saved then
	Asked  []kit.Fact // what came now
	Href   string     // to what was saved
	Afresh string     // to a new form
	Stale  bool       // Kept is how it is now; What and By are empty
}

// ConflictPage shows the panel where there is no script to show it in a dialog.
func ConflictPage(a Around, v Conflict) kit.Node {
	title := a.Text.T("conflict.title")
	if v.Stale {
		title = a.Text.T("conflict.stale")
	}
	return a.page(title, "", kit.Heading(kit.Head{Title: title}), ConflictPanel(a.Text, v))
}

// ConflictPanel is both versions side by side; neither is preferred.
func ConflictPanel(t *text.Text, v Conflict) kit.Node {
	sentence, kept := t.T("conflict.what", "What", v.What), t.T("conflict.kept")
	if v.Stale {
		sentence, kept = t.T("conflict.stale_about"), t.T("conflict.now")
	}
	return kit.Panel(
		kit.Banner(kit.Stop, sentence),
		kit.Versus(
			h.Section(kit.Stack(h.H2(kit.Text(kept)),
				kit.Soft(kit.Stamp(t, v.At), kit.If(v.By != "", func() kit.Node { return kit.Text(" · " + v.By) })),
				kit.Facts(v.Kept...))),
			h.Section(kit.Stack(h.H2(kit.Text(t.T("conflict.asked"))), kit.Facts(v.Asked...)))),
		kit.Actions(kit.LinkButton(v.Href, t.T("conflict.open")),
			kit.LinkButton(v.Afresh, t.T("conflict.afresh"))))
}
