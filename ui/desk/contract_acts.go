package desk

import (
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// ContractAct is something that a person decides about a contract (CRS-4): freezing it, ending it, correcting a
// session. What is needed of whom is said by the fields.
type ContractAct struct {
	What     string // "freezing", "termination", "expiry", "correction"
	About    string // what it will do, before it is done
	Form     kit.Form
	Sessions []kit.Option // of a correction
	Rows     []string     // that will be written into the ledger, where that is known beforehand
}

// ContractActPath is where a decision about a contract is posted.
func ContractActPath(contract, what string) string { return ContractPath(contract) + "/" + what }

func (v Contract) acts(t *text.Text) kit.Node {
	return kit.Each(v.Acts, func(a ContractAct) kit.Node {
		f := a.Form
		fields := []kit.Node{}
		switch a.What {
		case "freezing":
			fields = append(fields, f.Field(kit.Field{Name: "from", Kind: kit.Date, Label: t.T("hours.first_day")}),
				f.Field(kit.Field{Name: "to", Kind: kit.Date, Label: t.T("hours.last_day")}))
		case "correction":
			fields = append(fields, f.Field(kit.Field{Name: "session", Kind: kit.Choose, Label: t.T("act.session"),
				Options: blank(t, a.Sessions)}))
		}
		fields = append(fields, f.Field(kit.Field{Name: "reason", Label: t.T("contract.why")}))
		return kit.More(t.T("act."+a.What), len(f.Refusals) > 0, kit.Para(a.About),
			kit.If(len(a.Rows) > 0, func() kit.Node { return kit.Terms(a.Rows) }),
			f.Post(kit.Fields(fields...), kit.Actions(kit.Submit(t.T("act."+a.What)))))
	})
}
