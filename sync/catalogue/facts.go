package catalogue

import "branchbook/sync/money"

// ServiceID names a service for ever.
type ServiceID string

// ResourceID names a resource for ever.
type ResourceID string

// ProductID names a course product for ever.
type ProductID string

// ItemID names an item within its product.
type ItemID string

// Service is something that can be booked (PRODUCT CAL-11).
type Service struct {
	ID         ServiceID      `json:"service"`
	Name       string         `json:"name"`
	Category   string         `json:"category,omitempty"`
	Order      int            `json:"order,omitempty"` // place within its category
	LengthMin  int            `json:"length_min"`      // without buffers; a multiple of 5, as are they
	BeforeMin  int            `json:"before_min,omitempty"`
	AfterMin   int            `json:"after_min,omitempty"`
	PriceMinor money.Minor    `json:"price_minor"`
	Currency   money.Currency `json:"currency"`
	Resources  []Need         `json:"resources,omitempty"`
	By         []Doer         `json:"practitioners,omitempty"` // empty: everybody can do it
	Retired    bool           `json:"retired,omitempty"`
}

// Need is a resource that a service occupies while it lasts, buffers included.
type Need struct {
	Resource ResourceID `json:"resource"`
	Qty      int        `json:"qty"`
}

// Doer is a practitioner who can do a service, with what differs for them.
type Doer struct {
	Practitioner string       `json:"practitioner"`
	LengthMin    int          `json:"length_min,omitempty"`  // 0: the service's own
	PriceMinor   *money.Minor `json:"price_minor,omitempty"` // nil: the service's own
}

// Resource is a room, a chair, a device: so many visits at a time and no more.
type Resource struct {
	ID       ResourceID `json:"resource"`
	Name     string     `json:"name"`
	Capacity int        `json:"capacity"`
	Retired  bool       `json:"retired,omitempty"`
}

// Product is a course that can be sold (PRODUCT CRS-1).
type Product struct {
	ID         ProductID      `json:"product"`
	Name       string         `json:"name"`
	Items      []Item         `json:"items"`
	PriceMinor money.Minor    `json:"price_minor"` // of the whole course
	Currency   money.Currency `json:"currency"`
	Terms      Terms          `json:"terms"`
	Draft      bool           `json:"draft,omitempty"` // seen by staff, not yet sold
	Retired    bool           `json:"retired,omitempty"`
}

// Item is so many sessions of one service.
type Item struct {
	ID        ItemID      `json:"item"`
	Service   ServiceID   `json:"service"`
	Sessions  int         `json:"sessions"`
	ListMinor money.Minor `json:"list_minor"` // of all the item's sessions, sold on its own
}

// ServiceDefined gives a service anew, whole.
type ServiceDefined struct{ Service }

// Kind implements fact.Body.
func (ServiceDefined) Kind() string { return "catalogue.ServiceDefined" }

// Subjects implements fact.Body.
func (f ServiceDefined) Subjects() []string { return []string{"service:" + string(f.ID)} }

// ResourceDefined gives a resource anew, whole.
type ResourceDefined struct{ Resource }

// Kind implements fact.Body.
func (ResourceDefined) Kind() string { return "catalogue.ResourceDefined" }

// Subjects implements fact.Body.
func (f ResourceDefined) Subjects() []string { return []string{"resource:" + string(f.ID)} }

// ProductDefined gives a course product anew, whole.
type ProductDefined struct{ Product }

// Kind implements fact.Body.
func (ProductDefined) Kind() string { return "catalogue.ProductDefined" }

// Subjects implements fact.Body.
func (f ProductDefined) Subjects() []string { return []string{"product:" + string(f.ID)} }
