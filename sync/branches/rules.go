package branches

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"branchbook/sync/fact"
)

var (
	// Steps are the calendar grids in minutes (PRODUCT CAL-4).
	Steps = []int{5, 10, 15, 20, 30, 60}
	// Languages are those that the pages speak.
	Languages = []string{"en", "ja", "ru", "uk", "kk"}
	// Trades are the kinds of house.
	Trades = []Trade{Dental, Aesthetic, Salon, Other}
)

var codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,7}$`)

const maxName = 120

// Open decides the first settings of a branch. Refusals name the form's fields.
func Open(node Node, in Settings) ([]fact.Body, error) {
	in = in.tidied()
	if err := in.check().Err(); err != nil {
		return nil, err
	}
	return []fact.Body{BranchOpened{Node: node, Settings: in}}, nil
}

// Change decides new settings; no facts if nothing differs. The currency stays: prices, contracts and postings
// are in it.
func Change(before Branch, in Settings) ([]fact.Body, error) {
	in = in.tidied()
	no := in.check()
	if in.Currency != before.Currency {
		no = append(no, fact.Refuse("currency_fixed", "currency",
			"The books of this branch are in "+string(before.Currency)+". Open a new branch for another currency.",
			"currency", string(before.Currency)))
	}
	if err := no.Err(); err != nil {
		return nil, err
	}
	if in == before.Settings {
		return nil, nil
	}
	return []fact.Body{BranchChanged{Node: before.Node, Settings: in}}, nil
}

// Admit decides that a box speaks for a branch. The branch's earlier box, if it is another, is fenced in the
// same breath. Neither code nor keys may be another branch's, and a fenced box does not come back.
func Admit(known []Enrolment, fenced []Fence, in BranchEnrolled) ([]fact.Body, error) {
	var bodies []fact.Body
	for _, e := range known {
		if e.Node != in.Node && e.Code == in.Code {
			return nil, fact.Refuse("code_taken", "code",
				"The code "+in.Code+" belongs to "+e.Name+". Choose another.", "code", in.Code, "name", e.Name)
		}
		if e.Node != in.Node && (same(e.Key, in.Key) || same(e.User, in.User) || same(e.SealTo, in.SealTo)) {
			return nil, fact.Refuse("keys_taken", "",
				"This box has the keys of "+e.Name+": its disk was copied. Set it up anew.", "name", e.Name)
		}
		if e.Node == in.Node && e.Box != in.Box {
			bodies = append(bodies, BoxFenced{Node: e.Node, Box: e.Box, Reason: "replaced"})
		}
	}
	for _, f := range fenced {
		if f.Node == in.Node && f.Box == in.Box {
			return nil, fact.Refuse("box_fenced", "",
				"This box was replaced and cannot speak for the branch any more. Enrol it as a new box.")
		}
	}
	return append(bodies, in), nil
}

// same reports whether a key is another's.
func same(a, b string) bool { return a == b && a != "" }

// NameNetwork decides the name of the network and the language of headquarters. Refusals name the form's fields.
func NameNetwork(in NetworkNamed) ([]fact.Body, error) {
	in.Name = strings.Join(strings.Fields(in.Name), " ")
	var no fact.Refusals
	switch {
	case in.Name == "":
		no = append(no, fact.Refuse("required", "network", "Give the network a name."))
	case len([]rune(in.Name)) > maxName:
		no = append(no, fact.Refuse("name_long", "network", "Shorten the name to 120 characters."))
	}
	if !slices.Contains(Languages, in.Language) {
		no = append(no, fact.Refuse("language_unknown", "language", "Choose a language."))
	}
	if err := no.Err(); err != nil {
		return nil, err
	}
	return []fact.Body{in}, nil
}

func (s Settings) tidied() Settings {
	s.Code = strings.ToUpper(strings.TrimSpace(s.Code))
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	s.Zone = strings.TrimSpace(s.Zone)
	return s
}

func (s Settings) check() (no fact.Refusals) {
	refuse := func(wrong bool, code, field, sentence string) {
		if wrong {
			no = append(no, fact.Refuse(code, field, sentence))
		}
	}
	refuse(!codeForm.MatchString(s.Code), "code_form", "code",
		"A code is 2 to 8 capital letters and digits and begins with a letter, such as TYO1.")
	refuse(s.Name == "", "name_missing", "name", "Type the name of the branch.")
	refuse(len([]rune(s.Name)) > maxName, "name_long", "name", "Shorten the name to 120 characters.")
	refuse(!slices.Contains(Trades, s.Trade), "trade_unknown", "trade", "Choose the kind of branch.")
	refuse(!s.Currency.Valid(), "currency_unknown", "currency", "Choose a currency such as JPY or KZT.")
	refuse(!zoneExists(s.Zone), "zone_unknown", "zone", "Choose a time zone such as Asia/Tokyo.")
	refuse(!slices.Contains(Languages, s.Language), "language_unknown", "language", "Choose a language.")
	refuse(!slices.Contains(Steps, s.StepMin), "step_unknown", "step_min",
		"The calendar step is 5, 10, 15, 20, 30 or 60 minutes.")
	refuse(s.FirstWeekday < time.Sunday || s.FirstWeekday > time.Saturday, "weekday_unknown", "first_weekday",
		"Choose the day on which weeks begin.")
	return no
}

// zoneExists refuses the names that mean whatever zone the machine is in.
func zoneExists(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}
