package desk

import (
	"context"
	"time"

	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
)

// TakingsSum is a day's money in sums, in minor units of the branch's currency (PRODUCT CAL-13).
type TakingsSum struct {
	Taken money.Minor // what came in, less what was paid back; no till is behind it
	Cash  money.Minor // of it
	Given money.Minor // services and sessions given, at their price
}

// takes and gives are the accounts of money and of what was given for it. A session that burned was not given.
var (
	takes = map[ledger.Account]bool{ledger.Cash: true, ledger.Card: true, ledger.BankTransfer: true,
		ledger.Clearing: true}
	gives = map[ledger.Account]bool{ledger.RevenueServices: true, ledger.RevenueSessions: true}
)

// TakingsSum reads a business day's sums.
func (d *Desk) TakingsSum(ctx context.Context, on fact.Date) (sum TakingsSum, err error) {
	err = d.read(ctx, func(v *view) error {
		totals, err := ledger.PostedOn(v, v.JID(), on)
		for _, t := range totals {
			switch {
			case t.Currency != v.branch.Currency:
			case takes[t.Account]:
				sum.Taken += t.Minor
				if t.Account == ledger.Cash {
					sum.Cash += t.Minor
				}
			case gives[t.Account]:
				sum.Given -= t.Minor
			}
		}
		return err
	})
	return sum, err
}

// Taking is money that moved, or something that was given, with the amount that counts.
type Taking struct {
	Account  ledger.Account
	Minor    money.Minor
	At       time.Time // zero where it is not known, as for what a visit gave
	By       string    // user
	Client   Person
	Contract courses.ContractID
	Number   string // of the contract
	Visit    string
	Service  string // name
}

// Takings is what [TakingsSum] sums, in the order of the journal.
type Takings struct {
	Money, Given []Taking
	Lists        Lists
}

// Takings reads a business day's money line by line.
func (d *Desk) Takings(ctx context.Context, on fact.Date) (out Takings, err error) {
	err = d.read(ctx, func(v *view) error {
		if out.Lists, err = v.lists(); err != nil {
			return err
		}
		lines, err := ledger.LinesOn(v, v.JID(), on)
		if err != nil {
			return err
		}
		var clients []string
		for _, l := range lines {
			clients = append(clients, l.Client)
		}
		who, err := v.people(unique(clients))
		if err != nil {
			return err
		}
		steps, err := courses.StepsOn(v, v.JID(), on)
		for _, l := range lines {
			one := Taking{Account: l.Account, Minor: l.Minor, Client: who[l.Client], Visit: l.Visit,
				Contract: courses.ContractID(l.Contract), Service: out.Lists.Service(l.Service).Name}
			if step, ok := steps[l.Fact]; ok {
				one.At, one.By, one.Number = time.UnixMilli(step.At).In(v.zone), step.Actor, step.Number
			}
			switch {
			case l.Currency != v.branch.Currency:
			case takes[l.Account]:
				out.Money = append(out.Money, one)
			case gives[l.Account]:
				one.Minor = -one.Minor
				out.Given = append(out.Given, one)
			}
		}
		return err
	})
	return out, err
}
