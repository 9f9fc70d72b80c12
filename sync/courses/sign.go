package courses

import (
	"fmt"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/rights"
)

// Signing is a contract about to be made.
type Signing struct {
	Contract   ContractID
	Number     Number
	Client     string
	Seller     string // who sold it; may be empty
	Product    catalogue.Product
	PaidOnly   bool // sessions only up to the amount paid (CRS-10)
	PriceMinor money.Minor
	Currency   money.Currency // the branch's
	At         fact.Civil
	Place      rights.Place
}

// Sign makes a contract and the rights to its sessions and its pen (PRODUCT CRS-2). PriceMinor is what the
// form showed: where the product changed meanwhile, that is refused and not passed over. Codes:
// product_draft, product_retired, product_price, product_currency, product_sessions.
func Sign(s Signing) ([]fact.Body, error) {
	if err := s.refusals().Err(); err != nil {
		return nil, err
	}
	terms := TermsOf(s.Product)
	terms.PaidOnly = s.PaidOnly
	signed := ContractSigned{
		Contract: s.Contract, Number: s.Number, Client: s.Client, Branch: s.Place.Node, Seller: s.Seller,
		Terms: terms, Units: terms.Units(), At: s.At,
	}
	if terms.Policy.Validity.Since == catalogue.SinceSale {
		signed.Until = terms.lastDay(s.At.Business, 0)
	}
	bodies := []fact.Body{signed}
	for i, item := range terms.Items {
		bodies = append(bodies, rights.Issued{
			Right: rights.Session(string(s.Contract), i+1), Unit: rights.Sessions,
			Qty: int64(item.Sessions), Holder: s.Place.Node,
		})
	}
	return append(bodies, rights.Issued{
		Right: rights.Pen(string(s.Contract)), Unit: rights.Pens, Qty: 1, Holder: s.Place.Node,
	}), nil
}

func (s Signing) refusals() fact.Refusals {
	var no fact.Refusals
	p := s.Product
	if s.Client == "" {
		no = append(no, fact.Refuse("client_needed", "client", "Choose the client first."))
	}
	if p.Draft {
		no = append(no, fact.Refuse("product_draft", "product",
			"“"+p.Name+"” is a draft. Publish the product, or choose another.", "product", p.Name))
	}
	if p.Retired {
		no = append(no, fact.Refuse("product_retired", "product",
			"“"+p.Name+"” is no longer sold. Choose another product.", "product", p.Name))
	}
	if p.Currency != s.Currency || !s.Currency.Valid() {
		no = append(no, fact.Refuse("product_currency", "product",
			fmt.Sprintf("The product is priced in %s, this branch works in %s. Choose another product.",
				p.Currency, s.Currency),
			"product", string(p.Currency), "branch", string(s.Currency)))
	} else if s.PriceMinor != p.PriceMinor || s.PriceMinor < 0 || s.PriceMinor > money.MaxMinor {
		price := money.Of(p.PriceMinor, p.Currency).Plain()
		no = append(no, fact.Refuse("product_price", "price",
			"The price is "+price+" now. Show it to the client and sign again.",
			"price", price, "currency", string(p.Currency)))
	}
	if bad := badItem(TermsOf(p)); bad != nil {
		no = append(no, bad)
	}
	return no
}

func badItem(t Terms) *fact.Refusal {
	for _, item := range t.Items {
		if item.Sessions < 1 || item.Service == "" || item.ListMinor < 0 {
			return fact.Refuse("product_sessions", "product",
				"Each item of a course needs a service and at least one session. Complete the product first.")
		}
	}
	if n := t.Sessions(); n < 1 || n > MaxSessions {
		return fact.Refuse("product_sessions", "product",
			fmt.Sprintf("A course has 1 to %d sessions. Complete the product first.", MaxSessions))
	}
	return nil
}

// Payment is money about to be taken for a contract.
type Payment struct {
	Means    Means
	Minor    money.Minor
	Currency money.Currency
	At       fact.Civil
}

// Pay takes money for a contract, in one go or in parts (PRODUCT CRS-10). Codes: amount_positive,
// amount_currency, amount_over, means_unknown, contract_terminated.
func Pay(c Contract, p Payment) ([]fact.Body, error) {
	owed := money.Of(c.OwedMinor(), c.Terms.Currency).Plain()
	switch {
	case c.EndedOn != "":
		return nil, terminated(c)
	case p.Means != ByCash && p.Means != ByCard && p.Means != ByTransfer:
		return nil, fact.Refuse("means_unknown", "means", "Choose cash, card or transfer.")
	case p.Currency != c.Terms.Currency:
		return nil, fact.Refuse("amount_currency", "amount",
			"The contract is in "+string(c.Terms.Currency)+".", "currency", string(c.Terms.Currency))
	case p.Minor < 1:
		return nil, fact.Refuse("amount_positive", "amount", "Enter an amount above zero.")
	case p.Minor > c.OwedMinor():
		return nil, fact.Refuse("amount_over", "amount",
			"Only "+owed+" is still to be paid on this contract.",
			"owed", owed, "currency", string(c.Terms.Currency))
	}
	return []fact.Body{ContractPaid{
		Contract: c.ID, Client: c.Client, Product: c.Terms.Product,
		Means: p.Means, Minor: p.Minor, Currency: p.Currency, At: p.At,
	}}, nil
}
