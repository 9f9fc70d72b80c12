package clients

import "branchbook/sync/fact"

// ClientID names a client for ever. A merge keeps both.
type ClientID string

// CardField is the name under which a card is sealed.
const CardField = "clients.card"

// Card is everything personal (PRODUCT CLI-2). It is sealed as one JSON object.
type Card struct {
	Family      string   `json:"family,omitempty"`
	Given       string   `json:"given,omitempty"`
	Patronymic  string   `json:"patronymic,omitempty"`
	KanaFamily  string   `json:"kana_family,omitempty"`
	KanaGiven   string   `json:"kana_given,omitempty"`
	Romaji      string   `json:"romaji,omitempty"`
	Phones      []string `json:"phones,omitempty"` // E.164
	Email       string   `json:"email,omitempty"`
	Birthday    string   `json:"birthday,omitempty"` // YYYY-MM-DD, or MM-DD where the year is not known
	Sex         Sex      `json:"sex,omitempty"`
	Address     string   `json:"address,omitempty"`
	Notes       string   `json:"notes,omitempty"`
	Warnings    string   `json:"warnings,omitempty"`
	Allergies   string   `json:"allergies,omitempty"`
	Payer       string   `json:"payer,omitempty"` // who represents the client or pays: parent, company, insurer
	FamilyLinks []Link   `json:"family_links,omitempty"`
}

// Sex as the client states it; empty if not asked.
type Sex string

// What a client may state.
const (
	Female   Sex = "f"
	Male     Sex = "m"
	OtherSex Sex = "x"
)

// Link is a relative who is a client too.
type Link struct {
	Client   ClientID `json:"client"`
	Relation string   `json:"relation"`
}

// Consent is what a client agreed to, or refused.
type Consent struct {
	Kind  string    `json:"kind"` // "personal_data", "messages", "photos"
	Text  string    `json:"text"` // version of the text that was shown
	On    fact.Date `json:"on"`
	Given bool      `json:"given"`
}

// External is the client's id in the system they were imported from.
type External struct {
	Source string `json:"source"`
	ID     string `json:"id"`
}

// Record is a client as facts carry one: whole, the card sealed.
type Record struct {
	ID       ClientID    `json:"client"`
	Number   string      `json:"number"` // readable, carries the branch's code
	Key      fact.KeyID  `json:"key"`    // seals the card and every personal field about this client
	Card     fact.Sealed `json:"card"`
	Language string      `json:"language,omitempty"`
	Groups   []string    `json:"groups,omitempty"`
	Tags     []string    `json:"tags,omitempty"`
	Source   string      `json:"source,omitempty"` // of first contact
	Home     string      `json:"home,omitempty"`   // node of the home branch
	Consents []Consent   `json:"consents,omitempty"`
	External *External   `json:"external,omitempty"`
}

// ClientRegistered is a new client.
type ClientRegistered struct{ Record }

// Kind implements fact.Body.
func (ClientRegistered) Kind() string { return "clients.ClientRegistered" }

// Subjects implements fact.Body.
func (f ClientRegistered) Subjects() []string { return []string{"client:" + string(f.ID)} }

// ClientChanged gives a client anew, whole.
type ClientChanged struct{ Record }

// Kind implements fact.Body.
func (ClientChanged) Kind() string { return "clients.ClientChanged" }

// Subjects implements fact.Body.
func (f ClientChanged) Subjects() []string { return []string{"client:" + string(f.ID)} }

// Name is the card's name in writing order, family name first.
func (c Card) Name() string { return joined(" ", c.Family, c.Given, c.Patronymic) }
