package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Placed says what was done on the calendar, with the way back.
type Placed struct {
	Words string
	Visit string // that it was done to
	Undo  Undo
}

// PlacedPart is the notice beneath the calendar.
func PlacedPart(t *text.Text, v Placed) kit.Node {
	return kit.Said(v.Visit, g.Text(v.Words), kit.If(v.Undo.Form.Action != "",
		func() kit.Node { return UndoPart(t, v.Undo) }))
}

// NotPlaced says why a block stays where it was. Ask is whether the client could agree to it.
type NotPlaced struct {
	Visit     string
	Sentences []string
	Ask       bool
	Undone    bool // it was no move
}

// NotPlacedPart is shown in the dialog.
func NotPlacedPart(t *text.Text, v NotPlaced) kit.Node {
	title := t.T("place.not")
	if v.Undone {
		title = t.T("card.not")
	}
	return kit.Panel(h.H2(kit.Text(title)),
		kit.Each(v.Sentences, func(s string) kit.Node { return kit.Para(s) }),
		kit.Actions(
			kit.If(v.Ask, func() kit.Node { return kit.ScriptButton(t.T("place.agreed"), "agree") }),
			kit.ScriptButton(t.T("place.leave"), "close"),
			kit.If(v.Visit != "", func() kit.Node { return kit.LinkButton(VisitPath(v.Visit), t.T("card.open")) })))
}
