package courses

import (
	"slices"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// Terms is a product as it was when a contract was signed. It never changes afterwards (PRODUCT CRS-2).
type Terms struct {
	Product    catalogue.ProductID `json:"product"`
	Name       string              `json:"name"`
	Items      []Item              `json:"items"`
	PriceMinor money.Minor         `json:"price_minor"`
	Currency   money.Currency      `json:"currency"`
	Policy     catalogue.Terms     `json:"policy"`
	PaidOnly   bool                `json:"paid_only,omitempty"` // sessions only up to the amount paid (CRS-10)
}

// Item is a number of sessions of one service.
type Item struct {
	Service   catalogue.ServiceID `json:"service"`
	Sessions  int                 `json:"sessions"`
	ListMinor money.Minor         `json:"list_minor"` // of all the item's sessions, sold on its own
}

// TermsOf freezes a product.
func TermsOf(p catalogue.Product) Terms {
	t := Terms{
		Product: p.ID, Name: p.Name, PriceMinor: p.PriceMinor, Currency: p.Currency, Policy: p.Terms,
	}
	for _, item := range p.Items {
		t.Items = append(t.Items, Item{item.Service, item.Sessions, item.ListMinor})
	}
	return t
}

// MaxSessions bounds one contract, so that its facts fit in a commit.
const MaxSessions = 1000

// Sessions is how many there are in all items.
func (t Terms) Sessions() int {
	n := 0
	for _, item := range t.Items {
		n += item.Sessions
	}
	return n
}

// Units spreads the price over the sessions (PRODUCT CRS-7): between items by list price, within an item
// evenly, the last session taking the remainder. The parts sum to the price. Where no item has a list price,
// sessions count alike.
func (t Terms) Units() [][]money.Minor {
	weights := make([]int64, len(t.Items))
	listed := slices.ContainsFunc(t.Items, func(i Item) bool { return i.ListMinor > 0 })
	for i, item := range t.Items {
		weights[i] = int64(item.ListMinor)
		if !listed {
			weights[i] = int64(item.Sessions)
		}
	}
	units := make([][]money.Minor, len(t.Items))
	for i, part := range money.SplitByWeight(t.PriceMinor, weights) {
		units[i] = money.SplitEven(part, t.Items[i].Sessions)
	}
	return units
}

// Gives reports whether some item is of the service.
func (t Terms) Gives(service catalogue.ServiceID) bool {
	return slices.ContainsFunc(t.Items, func(i Item) bool { return i.Service == service })
}

// Allows reports whether sessions sold at one node may be used at another. Which branches make up a group is
// known at the hub only: until it says so, a group's course is used where it was sold.
func (t Terms) Allows(seller, here string) bool {
	return here == seller || t.Policy.Usable.Where == catalogue.AtNetwork
}

// lastDay is the last day of a validity that begins on a date, the same day of the month it ends in, moved by
// the days it was frozen; empty where there is no end or no beginning yet.
func (t Terms) lastDay(begins fact.Date, frozen int) fact.Date {
	v := t.Policy.Validity
	if v.Since == catalogue.NoEnd || v.Months < 1 || begins == "" {
		return ""
	}
	return begins.AddMonths(v.Months).AddDays(frozen)
}

// InTime reports whether a visit cancelled at an instant was cancelled in time: exactly at the limit counts.
// An untimed visit is counted from the end of its day, on wall clocks.
func (t Terms) InTime(visit Slot, cancelled fact.Civil) bool {
	const day = 24 * 60
	if visit.At == 0 {
		left := visit.On.Sub(cancelled.On)*day + day - cancelled.Min
		return left >= catalogue.LateNoticeHours(t.Policy, day-1)*60
	}
	hours := catalogue.LateNoticeHours(t.Policy, visit.Min)
	return visit.At-cancelled.UTC >= int64(hours)*60*60*1000
}
