package courses

import (
	"errors"

	"branchbook/sync/fact"
)

// The questions here are asked when a restored box says again what it had said: does it still fit what is
// known by now? They look at what others may have taken meanwhile, not at policies: those were decided.

func checkSigned(r fact.Reader, p fact.Position, f ContractSigned) error {
	n, err := fact.One(r, fact.Int, `
		SELECT
			COUNT(*)
		FROM courses_contract
		WHERE jid = ? AND year = ? AND running = ? AND number = ?`,
		p.JID, f.Number.Year, f.Number.Running, f.Number.Text)
	if err != nil || n == 0 {
		return err
	}
	return fact.Refuse("number_taken", "number",
		"Contract number "+f.Number.Text+" was given to another contract meanwhile. Sign it again.",
		"number", f.Number.Text)
}

func checkPaid(r fact.Reader, p fact.Position, f ContractPaid) error {
	c, err := known(r, p, f.Contract)
	if err != nil {
		return err
	}
	_, err = Pay(c, Payment{Means: f.Means, Minor: f.Minor, Currency: f.Currency, At: f.At})
	return err
}

func checkFrozen(r fact.Reader, p fact.Position, f ContractFrozen) error {
	c, err := known(r, p, f.Contract)
	if err != nil {
		return err
	}
	_, err = Freeze(c, Freezing{f.From, f.To}, f.At, f.Reason)
	return err
}

func checkTerminated(r fact.Reader, p fact.Position, f ContractTerminated) error {
	c, err := known(r, p, f.Contract)
	if err == nil && c.EndedOn != "" {
		return terminated(c)
	}
	return err
}

// fits asks whether the session stands in one of the states that the step begins in, and where it is tied to
// a visit, whether that is still the same.
func fits(r fact.Reader, p fact.Position, f Change, tied bool, states ...State) error {
	c, err := known(r, p, f.Contract)
	if err != nil {
		return err
	}
	s, err := c.find(f.Ref, states...)
	if err != nil {
		return err
	}
	if tied && s.State != Free && (s.Visit != f.Visit || s.Block != f.Block) {
		return fact.Refuse("session_taken", "session",
			"This session is tied to another visit by now. Choose another session.",
			"session", f.Ref.String(), "visit", s.Visit)
	}
	return nil
}

func known(r fact.Reader, p fact.Position, id ContractID) (Contract, error) {
	c, err := Load(r, p.JID, id)
	if errors.Is(err, fact.ErrNotFound) {
		return c, fact.Refuse("contract_unknown", "contract", "This contract is not known here.",
			"contract", string(id))
	}
	return c, err
}
