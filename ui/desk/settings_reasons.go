package desk

import (
	"strconv"

	"branchbook/ui/kit"
)

// ReasonsPage is the list of reasons for cancelling that the desk chooses from (CAL-20). Fields: reason.N; an emptied
// one goes, the last rows are for further ones.
func ReasonsPage(a Around, f kit.Form, rows int) kit.Node {
	t := a.Text
	var fields []kit.Node
	for i := range rows {
		fields = append(fields, f.Field(kit.Field{Name: "reason." + strconv.Itoa(i),
			Label: t.T("visit.reason") + " " + strconv.Itoa(i+1), Usual: t.T("reasons.further")}))
	}
	return a.page(t.T("settings.reasons"), inSettings, settingsHead(t, OfReasons),
		f.Post(kit.Para(t.T("reasons.about")), kit.OneColumn(fields...), kit.Actions(kit.Submit(t.T("form.save")))))
}
