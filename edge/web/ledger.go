package web

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/courses"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// ledgerKinds are the kinds by which the lines of a contract's ledger are told apart.
var ledgerKinds = []struct {
	name string
	what []string
}{
	{"", nil}, {"used", []string{"earned", "burned", "expired", "reversed"}},
	{"booked", []string{"held", "released", "parked"}},
	{"money", []string{"signed", "paid", "refunded", "terminated"}}, {"other", []string{"frozen", "moved"}},
}

// ledgerLines are the lines of a kind; all of them for one that is not known.
func ledgerLines(lines []courses.Line, kind string) []courses.Line {
	for _, k := range ledgerKinds {
		if k.name == kind && k.what != nil {
			return slices.DeleteFunc(slices.Clone(lines), func(l courses.Line) bool {
				return !slices.Contains(k.what, l.What)
			})
		}
	}
	return lines
}

// sayLedger is the running ledger of a contract, oldest first. The line that earned or lost a visit's session is named
// after the visit, so that the visit can lead there.
func (s *site) sayLedger(t *text.Text, v *pages.Contract, p desk.ContractPage, kind string) {
	cur := p.Contract.Terms.Currency
	for _, k := range ledgerKinds {
		word := k.name
		if word == "" {
			word = "all"
		}
		address := pages.ContractPath(v.ID) + "?kind=" + k.name
		v.Kinds = append(v.Kinds, kit.Tab{Href: address, Word: t.T("ledger.kind_" + word), Here: k.name == kind})
	}
	v.Sheet = pages.LedgerPath(v.ID, kind)
	named := map[string]bool{}
	for _, l := range ledgerLines(p.Lines, kind) {
		line := pages.LedgerLine{
			On: l.On, What: ledgerWord(t, l, cur), By: p.Lists.UserName(l.Actor),
			Reason: reasonWords(t, l.Reason), Sessions: l.Sessions, Amount: money.Of(l.Recognised, cur),
			Balance: money.Of(l.LeftMinor, cur),
		}
		if l.Node != string(p.Lists.Branch.Node) {
			line.Branch = l.Node
		}
		if l.Visit != "" {
			line.Href = pages.VisitPath(l.Visit)
			if l.Recognised != 0 && !named[l.Visit] {
				line.ID, named[l.Visit] = pages.LedgerOf(l.Visit), true
			}
		}
		v.Ledger = append(v.Ledger, line)
	}
}

// branchWord is the name of the branch of a node; of others only the id is known here.
func branchWord(l desk.Lists, node string) string {
	if node == string(l.Branch.Node) {
		return l.Branch.Name
	}
	return node
}

// ledgerSheet is the lines that are shown as a file.
func (s *site) ledgerSheet(w http.ResponseWriter, r *http.Request) {
	p, err := s.desk.Contract(r.Context(), courses.ContractID(chi.URLParam(r, "id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, _ := s.around(r)
	var file bytes.Buffer
	if err := writeLedger(&file, a.Text, p, r.URL.Query().Get("kind")); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+p.Contract.Number+`.csv"`)
	if _, err := file.WriteTo(w); err != nil {
		s.log.Debug("ledger as a file", "error", err) // the reader is gone
	}
}

func writeLedger(file *bytes.Buffer, t *text.Text, p desk.ContractPage, kind string) error {
	out, err := text.Sheet(file)
	if err != nil {
		return err
	}
	cur := p.Contract.Terms.Currency
	plain := func(m money.Minor) string { return money.Of(m, cur).Plain() }
	rows := [][]string{{t.T("contract.number"), t.T("ledger.date"), t.T("head.branch"), t.T("ledger.what"),
		t.T("visit.reason"), t.T("ledger.by"), t.T("ledger.sessions"), t.T("ledger.amount"), t.T("ledger.received"),
		t.T("ledger.balance"), "currency", "visit"}}
	for _, l := range ledgerLines(p.Lines, kind) {
		rows = append(rows, []string{p.Contract.Number, string(l.On), text.Harmless(branchWord(p.Lists, l.Node)),
			t.T("ledger.do."+l.What, "N", l.N), text.Harmless(reasonWords(t, l.Reason)),
			text.Harmless(p.Lists.UserName(l.Actor)), strconv.Itoa(l.Sessions), plain(l.Recognised), plain(l.Received),
			plain(l.LeftMinor), string(cur), l.Visit})
	}
	return out.WriteAll(rows)
}

// ledgerWord says what happened, with the money that came or went; what was earned stands in its own column.
func ledgerWord(t *text.Text, l courses.Line, cur money.Currency) string {
	word := t.T("ledger.do."+l.What, "N", l.N)
	if l.Received != 0 {
		word += " " + t.Money(money.Of(l.Received, cur))
	}
	return word
}
