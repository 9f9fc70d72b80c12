package kit

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"
)

// Submit is the one button that a form is for.
func Submit(word string, attrs ...Node) Node {
	return h.Button(h.Type("submit"), h.Class("button main"), g.Group(attrs), g.Text(word))
}

// Other is a further button of a form: it sends the same fields, perhaps elsewhere (formaction
// among attrs).
func Other(word string, attrs ...Node) Node {
	return h.Button(h.Type("submit"), h.Class("button"), g.Group(attrs), g.Text(word))
}

// Enter is what the Enter key presses in a form whose first button in the order of reading does something else.
func Enter() Node {
	return h.Button(h.Type("submit"), h.Class("unseen"), h.TabIndex("-1"), h.Aria("hidden", "true"))
}

// SmallButton is a button beside something; icon may be empty.
func SmallButton(icon, word string, attrs ...Node) Node {
	return h.Button(h.Type("submit"), h.Class("button small"), g.Group(attrs), iconOf(icon),
		g.Text(word))
}

// ScriptButton sends nothing: script does what "does" names, and the button is shown only by script.
func ScriptButton(word, does string) Node {
	return h.Button(h.Type("button"), h.Class("button"), g.Attr("data-"+does), g.Text(word))
}

// LinkButton goes somewhere and looks like a button.
func LinkButton(href, word string, attrs ...Node) Node {
	return h.A(h.Class("button"), h.Href(href), g.Group(attrs), g.Text(word))
}

// MainLink is the one thing to do on a screen, where that is to go somewhere.
func MainLink(href, icon, word string, attrs ...Node) Node {
	return h.A(h.Class("button main"), h.Href(href), g.Group(attrs), iconOf(icon), g.Text(word))
}

// Step is an arrow to the neighbour; its word is for screen readers.
func Step(href, icon, word string, attrs ...Node) Node {
	return h.A(h.Class("button square"), h.Href(href), h.Title(word), g.Group(attrs),
		Icon(icon), Unseen(word))
}

// Joined sets buttons into one bar.
func Joined(buttons ...Node) Node { return class("joined", buttons) }

// Actions is the row of buttons that ends a form.
func Actions(buttons ...Node) Node { return class("actions", buttons) }

func iconOf(name string) Node {
	return when(name != "", func() Node { return Icon(name) })
}
