package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// ClientHit is a client found; Why says what a likely duplicate has in common (CLI-1).
type ClientHit struct {
	ID, Name, Lang, Kana, Number, Phone string
	Why                                 string
}

// Clients is the search: what was asked, who was found, and the way to more.
type Clients struct {
	Query          string
	Found          []ClientHit
	Total          int
	Earlier, Later string
}

// ClientsPage is the search with the frame.
func ClientsPage(a Around, v Clients) kit.Node {
	t := a.Text
	return a.page(t.T("nav.clients"), inClients,
		kit.Heading(kit.Head{Title: t.T("nav.clients"),
			Actions: []kit.Node{kit.MainLink(NewClientPath, "plus", t.T("client.new"))}}),
		h.Form(h.Action(ClientsPath), h.Method("get"), h.Role("search"), h.Aria("label", t.T("client.search")),
			searchField(t, v.Query)),
		h.Div(h.ID("found"), ClientsPart(t, v)))
}

func searchField(t *text.Text, query string) kit.Node {
	f := kit.Form{Text: t, Prefix: "list-"}.Begin("q", query)
	return f.Field(kit.Field{Name: "q", Kind: kit.Search, Label: t.T("client.search"),
		Hint: t.T("visit.find_hint"), Optional: true, Extra: []kit.Node{
			g.Attr("data-search"), g.Attr("hx-get", ClientsPath), g.Attr("hx-trigger",
				"search-go"), g.Attr("hx-target", "#found"),
		}})
}

// ClientsPart is the rows found; the last one creates who was not.
func ClientsPart(t *text.Text, v Clients) kit.Node {
	create := kit.If(v.Query != "", func() kit.Node {
		return kit.LinkButton(NewClientPath+"?name="+escaped(v.Query),
			t.T("client.create", "Name", v.Query))
	})
	if len(v.Found) == 0 {
		if v.Query == "" {
			return kit.Empty(t.T("client.nobody_yet"),
				kit.MainLink(NewClientPath, "plus", t.T("client.new")))
		}
		return kit.Empty(t.T("client.not_found", "Query", v.Query), create)
	}
	return kit.Stack(kit.Items(hits(t, v.Found)...), kit.Row(create),
		kit.Pages(t, v.Earlier, v.Later, t.N("client.count", v.Total)))
}

func hits(t *text.Text, found []ClientHit) []kit.Item {
	items := make([]kit.Item, len(found))
	for i, c := range found {
		items[i] = kit.Item{Href: ClientPath(c.ID), Title: c.Name, Lang: c.Lang,
			Beneath: joined(c.Kana, c.Number, c.Why), End: kit.Num(t.Phone(c.Phone))}
	}
	return items
}
