package people

import "strings"

// PractitionerID names a practitioner for ever.
type PractitionerID string

// UserID names a user for ever.
type UserID string

// Practitioner is a person whose time can be booked. Which services they do is in the catalogue.
type Practitioner struct {
	ID         PractitionerID `json:"practitioner"`
	Family     string         `json:"family,omitempty"`
	Given      string         `json:"given,omitempty"`
	Patronymic string         `json:"patronymic,omitempty"`
	Kana       string         `json:"kana,omitempty"`
	Shown      string         `json:"shown,omitempty"` // as the calendar's head says it, if not family and given
	JobTitle   string         `json:"job_title,omitempty"`
	Order      int            `json:"order,omitempty"`  // place among the columns
	Hidden     bool           `json:"hidden,omitempty"` // has no column (PRODUCT CAL-2)
	Retired    bool           `json:"retired,omitempty"`
}

// Name is what the calendar's head says.
func (p Practitioner) Name() string {
	if p.Shown != "" {
		return p.Shown
	}
	return strings.TrimSpace(p.Family + " " + p.Given)
}

// User is a person who signs in.
type User struct {
	ID           UserID         `json:"user"`
	Login        string         `json:"login"` // as [Login] writes it
	Name         string         `json:"name"`
	Role         Role           `json:"role"`
	Practitioner PractitionerID `json:"practitioner,omitempty"` // who they are in the calendar
	Disabled     bool           `json:"disabled,omitempty"`
}

// PractitionerDefined gives a practitioner anew, whole.
type PractitionerDefined struct{ Practitioner }

// Kind implements fact.Body.
func (PractitionerDefined) Kind() string { return "people.PractitionerDefined" }

// Subjects implements fact.Body.
func (f PractitionerDefined) Subjects() []string { return []string{"practitioner:" + string(f.ID)} }

// UserDefined gives a user anew, whole.
type UserDefined struct{ User }

// Kind implements fact.Body.
func (UserDefined) Kind() string { return "people.UserDefined" }

// Subjects implements fact.Body.
func (f UserDefined) Subjects() []string { return []string{"user:" + string(f.ID)} }
