package kit

import (
	"net/url"
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/text"
)

// Form is what a form carries besides its fields, and what came back when it was refused. The zero
// value of everything but Text and Action is a fresh form.
type Form struct {
	Text     *text.Text
	Action   string
	Command  string // the command's id, made when the form was rendered; a resend of it has one effect
	Seen     string // fingerprint of the thing being edited, as it was shown; "": nothing is edited
	Values   url.Values
	Refusals fact.Refusals
	Prefix   string // parts the ids of several forms on one page
}

// Value is what the field held when the form was sent, or what it begins with.
func (f Form) Value(field string) string { return f.Values.Get(field) }

// With is the form as asked again: what was typed and what stands in the way.
func (f Form) With(typed url.Values, no fact.Refusals) Form {
	f.Values, f.Refusals = typed, no
	return f
}

// Begin sets the value of a field that nobody has filled yet. It changes a copy.
func (f Form) Begin(field, value string) Form {
	if f.Values.Has(field) {
		return f
	}
	values := url.Values{}
	for k, v := range f.Values {
		values[k] = v
	}
	values.Set(field, value)
	f.Values = values
	return f
}

func (f Form) refused(field string) string {
	for _, r := range f.Refusals {
		if r.Field == field {
			return f.Text.Refusal(r)
		}
	}
	return ""
}

func (f Form) id(field string) string { return f.Prefix + field }

// Post is the form's element: it works without script, carries the command id and the tag, and
// begins with a summary of what was refused.
func (f Form) Post(inside ...Node) Node {
	return h.Form(h.Class("form"), h.Action(f.Action), h.Method("post"), g.Attr("novalidate"),
		f.hidden(), f.summary(), g.Group(inside))
}

// Asking is a form that only asks: its answer is a page with an address of its own.
func Asking(action string, inside ...Node) Node {
	return h.Form(h.Class("form"), h.Action(action), h.Method("get"), g.Group(inside))
}

// Press is a form that is only a button.
func (f Form) Press(button Node) Node {
	return h.Form(h.Action(f.Action), h.Method("post"), f.hidden(), button)
}

func (f Form) hidden() Node {
	return g.Group([]Node{
		when(f.Command != "", func() Node { return Hidden("command", f.Command) }),
		when(f.Seen != "", func() Node { return Hidden("seen", f.Seen) }),
	})
}

// Hidden is a value that the reader need not see.
func Hidden(name, value string) Node {
	return h.Input(h.Type("hidden"), h.Name(name),
		h.Value(value))
}

func (f Form) summary() Node {
	return when(len(f.Refusals) > 0, func() Node {
		return h.Div(h.Class("summary"), h.TabIndex("-1"), h.Role("alert"),
			h.H2(g.Text(f.Text.T("form.refused"))),
			h.Ul(g.Group(g.Map(f.Refusals, func(r *fact.Refusal) Node {
				if r.Field == "" {
					return h.Li(g.Text(f.Text.Refusal(r)))
				}
				return h.Li(h.A(h.Href("#"+f.id(r.Field)), g.Text(f.Text.Refusal(r))))
			}))))
	})
}

// Kind of a field; the zero value is a line of text.
type Kind string

// The kinds that are not simply an input type of HTML.
const (
	Words    Kind = "text"
	Password Kind = "password"
	Date     Kind = "date"
	Clock    Kind = "clock" // a time of day: text, since browsers show their own language's AM and PM
	Whole    Kind = "number"
	Sum      Kind = "sum" // an amount of money: text, read by money.Parse
	Mail     Kind = "email"
	Phone    Kind = "tel"
	LongText Kind = "area"
	Choose   Kind = "select"
	Tick     Kind = "tick"
	Radio    Kind = "radio"
	Search   Kind = "search" // never needed, which goes without saying
)

// Field is one thing to fill in. Label and Hint are words, not keys.
type Field struct {
	Kind     Kind
	Name     string
	Label    string
	Hint     string
	Unit     string // behind the field: a currency, "min"
	Options  []Option
	Usual    string // what an empty field stands for, shown in it: it goes without saying that it is optional
	Optional bool   // said beside the label; everything else is needed
	Whole    bool   // takes the whole row
	Focus    bool
	Auto     string // autocomplete
	Lang     string // of what is typed
	Extra    []Node // attributes, say for htmx
}

// Option is one of the values of a field that chooses. A disabled one is shown with the reason in
// Note.
type Option struct {
	Value, Label, Note string
	Disabled           bool
}

// Field renders a labelled field with its hint, the value it holds and, beside it, why it was
// refused.
func (f Form) Field(d Field) Node {
	switch d.Kind {
	case Tick:
		return f.tick(d)
	case Radio:
		return f.radio(d)
	}
	look := "field"
	if d.Whole || d.Kind == LongText {
		look += " whole"
	}
	return h.Div(h.Class(look),
		h.Label(h.For(f.id(d.Name)), g.Text(d.Label), when(d.Optional && d.Kind != Search, func() Node {
			return h.Small(g.Text(" " + f.Text.T("form.optional")))
		})),
		f.withUnit(d, f.control(d)), f.inWords(d), f.hint(d), f.fault(d.Name))
}

// inWords says a chosen day in the reader's language: browsers write dates as their own language does, which need
// not be the page's. desk.js keeps it true.
func (f Form) inWords(d Field) Node {
	return when(d.Kind == Date, func() Node {
		return g.El("output", h.Class("hint"), h.For(f.id(d.Name)), g.Text(f.Text.Full(fact.Date(f.Value(d.Name)))))
	})
}

// Fields sets fields side by side where there is room.
func Fields(fields ...Node) Node { return class("fields", fields) }

func (f Form) withUnit(d Field, control Node) Node {
	if d.Unit == "" {
		return control
	}
	return h.Div(h.Class("unit"), control, h.Span(h.Class("soft small"), g.Text(d.Unit)))
}

func (f Form) control(d Field) Node {
	shared := g.Group([]Node{
		h.ID(f.id(d.Name)), h.Name(d.Name), f.describedBy(d), g.If(d.Focus,
			h.AutoFocus()), g.If(!d.Optional && d.Usual == "", h.Aria("required", "true")),
		g.If(d.Usual != "", h.Placeholder(d.Usual)),
		when(d.Lang != "", func() Node { return h.Lang(d.Lang) }), g.Group(d.Extra),
	})
	switch d.Kind {
	case LongText:
		return h.Textarea(shared, h.Rows("3"), g.Text(f.Value(d.Name)))
	case Choose:
		return h.Select(shared, g.Group(g.Map(d.Options, func(o Option) Node {
			return g.El("option", h.Value(o.Value), g.If(o.Value == f.Value(d.Name), h.Selected()),
				g.If(o.Disabled, h.Disabled()),
				g.Text(o.Label+noted(o.Note)))
		})))
	}
	return h.Input(shared, h.Type(d.Kind.input()), h.AutoComplete(d.auto()),
		g.If(d.Kind == Sum, g.Attr("inputmode", "decimal")),
		g.If(d.Kind == Clock, g.Group([]Node{g.Attr("inputmode", "numeric"), g.Attr("data-clock"),
			h.Placeholder("--:--")})),
		when(d.Kind != Password, func() Node { return h.Value(f.Value(d.Name)) }))
}

func noted(note string) string {
	if note == "" {
		return ""
	}
	return " — " + note
}

func (k Kind) input() string {
	if k == "" || k == Sum || k == Clock {
		return "text"
	}
	return string(k)
}

func (d Field) auto() string {
	if d.Auto == "" {
		return "off"
	}
	return d.Auto
}

func (f Form) describedBy(d Field) Node {
	by := ""
	if d.Hint != "" {
		by = f.id(d.Name) + "-hint"
	}
	if f.refused(d.Name) == "" {
		return when(by != "", func() Node { return h.Aria("describedby", by) })
	}
	if by != "" {
		by += " "
	}
	return g.Group([]Node{h.Aria("invalid", "true"),
		h.Aria("describedby", by+f.id(d.Name)+"-fault")})
}

func (f Form) hint(d Field) Node {
	return when(d.Hint != "", func() Node {
		return h.P(h.Class("hint"), h.ID(f.id(d.Name)+"-hint"),
			g.Text(d.Hint))
	})
}

func (f Form) fault(field string) Node {
	why := f.refused(field)
	return when(why != "", func() Node {
		return h.P(h.Class("fault"), h.ID(f.id(field)+"-fault"), Icon("octagon-alert"),
			h.Span(g.Text(why)))
	})
}

func (f Form) tick(d Field) Node {
	return h.Div(h.Class("field whole"), h.Div(h.Class("tick"),
		h.Input(h.Type("checkbox"), h.ID(f.id(d.Name)), h.Name(d.Name), h.Value("yes"),
			g.If(f.Value(d.Name) == "yes", h.Checked()), f.describedBy(d)),
		h.Label(h.For(f.id(d.Name)), g.Text(d.Label))), f.hint(d), f.fault(d.Name))
}

func (f Form) radio(d Field) Node {
	n := 0
	return h.FieldSet(h.Class("field whole"), h.ID(f.id(d.Name)), f.describedBy(d),
		h.Legend(h.Class("legend"), g.Text(d.Label)), f.hint(d), f.fault(d.Name),
		h.Div(h.Class("choices"), g.Group(g.Map(d.Options, func(o Option) Node {
			n++
			return h.Label(h.Class("tick"),
				h.Input(h.Type("radio"), h.ID(f.id(d.Name)+"-"+strconv.Itoa(n)), h.Name(d.Name),
					h.Value(o.Value),
					g.If(o.Value == f.Value(d.Name), h.Checked()), g.If(o.Disabled,
						h.Disabled()), g.Group(d.Extra)),
				h.Span(h.Class("label"), g.Text(o.Label),
					when(o.Note != "", func() Node { return h.Small(g.Text(o.Note)) })))
		}))))
}

// Set is a group of fields under a heading.
func Set(title string, inside ...Node) Node {
	return h.FieldSet(h.Class("set"), h.Legend(h.Class("legend"), g.Text(title)), g.Group(inside))
}

// Fault is why a field was refused, for one that is not rendered by Field.
func (f Form) Fault(field string) Node { return f.fault(field) }

// Picks is a list to pick one thing from; row gives a thing's value, its name and what stands at
// the end.
func Picks[T any](field, label, picked string, things []T, row func(T) (string, Node, Node)) Node {
	return when(len(things) > 0, func() Node {
		return h.Div(h.Class("pick"), h.Role("radiogroup"), h.Aria("label", label),
			g.Group(g.Map(things, func(thing T) Node {
				value, name, end := row(thing)
				return h.Label(h.Input(h.Type("radio"), h.Name(field), h.Value(value),
					g.If(value == picked, h.Checked())),
					h.Span(name), end)
			})))
	})
}

// Bare is a field whose label only screen readers see, in a grid whose head says it.
func (f Form) Bare(d Field) Node {
	return h.Div(h.Class("field"), h.Label(h.Class("unseen"), h.For(f.id(d.Name)), g.Text(d.Label)),
		f.withUnit(d, f.control(d)), f.fault(d.Name))
}
