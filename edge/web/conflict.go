package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// conflict shows what was saved under the command id beside what came now, in the words of the form.
func (s *site) conflict(a pages.Around, r *http.Request, c *journal.Conflict) (pages.Conflict, error) {
	commit, err := s.commitOf(r.Context(), c.Earlier)
	if err != nil {
		return pages.Conflict{}, err
	}
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		return pages.Conflict{}, err
	}
	v := pages.Conflict{
		What: a.Text.T("did." + commit.Name), By: l.UserName(commit.Actor), Afresh: afresh(r),
		At: commit.At.Time().In(location(l.Branch)), Asked: s.inWords(r.Context(), a, l, r.PostForm),
	}
	kept, href, err := s.stands(r, l, subjectOf(c.Earlier))
	v.Kept, v.Href = s.inWords(r.Context(), a, l, kept), cmp.Or(href, "/")
	return v, err
}

// stale shows a thing as it stands beside what came now, after somebody else changed it: only what differs.
func (s *site) stale(a pages.Around, r *http.Request, e *desk.Stale) (pages.Conflict, error) {
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		return pages.Conflict{}, err
	}
	now, href, err := s.stands(r, l, e.Subject)
	if err != nil {
		return pages.Conflict{}, err
	}
	kept, asked := url.Values{}, url.Values{}
	for field := range formWords {
		for _, name := range rowsOfField(field, now, r.PostForm) {
			if now.Get(name) != r.PostForm.Get(name) && r.PostForm.Has(name) {
				kept.Set(name, cmp.Or(now.Get(name), "–"))
				asked.Set(name, cmp.Or(r.PostForm.Get(name), "–"))
			}
		}
	}
	return pages.Conflict{
		Stale: true, At: s.e.Clock.Now().In(location(l.Branch)), Href: cmp.Or(href, "/"), Afresh: afresh(r),
		Kept: s.inWords(r.Context(), a, l, kept), Asked: s.inWords(r.Context(), a, l, asked),
	}, nil
}

// afresh is where the form of a request can be had anew.
func afresh(r *http.Request) string {
	switch path := r.URL.Path; path {
	case pages.VisitsPath:
		return pages.NewVisitPath
	case pages.ClientsPath:
		return pages.NewClientPath
	case pages.ContractsPath:
		return pages.NewContractPath
	default:
		if strings.HasPrefix(path, pages.SettingsPath) || strings.HasSuffix(path, "/edit") {
			return path
		}
		return path[:strings.LastIndexByte(path, '/')]
	}
}

// commitOf reads the commit of an outcome.
func (s *site) commitOf(ctx context.Context, out journal.Outcome) (fact.Commit, error) {
	batch, err := s.e.Book.Export(ctx, s.e.Node, out.Height-1, 1, fact.MaxCommit)
	if err != nil {
		return fact.Commit{}, err
	}
	if len(batch.Commits) == 0 {
		return fact.Commit{}, fact.ErrNotFound
	}
	return fact.Decode(batch.Commits[0])
}

// subjectOf is the one thing that a commit of a form made or changed.
func subjectOf(out journal.Outcome) string {
	for _, kind := range []string{"visit:", "contract:", "client:", "service:", "practitioner:", "product:", "resource:",
		"user:", "branch:"} {
		if id := out.Subject(kind); id != "" {
			return kind + id
		}
	}
	return ""
}

// stands is a thing as it is now, in the fields of its form, and its address.
func (s *site) stands(r *http.Request, l desk.Lists, subject string) (url.Values, string, error) {
	kind, id, _ := strings.Cut(subject, ":")
	switch kind {
	case "visit":
		p, err := s.desk.Visit(r.Context(), booking.VisitID(id))
		return visitValues(p), pages.VisitPath(id), err
	case "client":
		p, err := s.desk.Client(r.Context(), clients.ClientID(id))
		return clientValues(p), pages.ClientPath(id), err
	case "contract":
		p, err := s.desk.Contract(r.Context(), courses.ContractID(id))
		return contractValues(p), pages.ContractPath(id), err
	case "branch":
		return branchValues(l.Branch), pages.BranchPath, nil
	case "reasons":
		a, _, _ := s.around(r)
		return reasonValues(a.Text, l), pages.ReasonsPath, nil
	}
	for _, th := range things() {
		if strings.TrimSuffix(string(th.of), "s") == kind {
			v := pages.SettingForm{ID: id}
			err := th.show(s, r, &v, l)
			return v.Form.Values, pages.ItemPath(th.path, id), err
		}
	}
	return nil, "", nil
}

func contractValues(p desk.ContractPage) url.Values {
	c := p.Contract
	return url.Values{"client": {c.Client}, "product": {string(c.Terms.Product)},
		"paid": {money.Of(c.PaidMinor, c.Terms.Currency).Plain()}}
}

// formWords are the words of the forms' fields; others are not said.
var formWords = map[string]string{
	"client": "client.one", "on": "visit.day", "at": "visit.time", "untimed": "visit.untimed", "service": "service.one",
	"practitioner": "practitioner.one", "length": "visit.length", "note": "visit.note", "contract": "visit.course",
	"asked":  "visit.asked",
	"family": "client.family", "given": "client.given", "patronymic": "client.patronymic", "kana": "client.kana",
	"phone": "client.phone", "romaji": "client.romaji", "mail": "client.mail", "birthday": "client.birthday",
	"sex": "client.sex", "address": "client.address", "language": "client.language", "groups": "client.groups",
	"tags": "client.tags", "source": "client.source", "notes": "client.notes", "warnings": "client.warnings",
	"allergies": "client.allergies", "payer": "client.payer",
	"relative": "client.relative", "relation": "client.relation",
	"new_family": "client.family", "new_given": "client.given", "new_phone": "client.phone", "product": "product.one",
	"paid": "contract.paid_now", "means": "contract.means", "amount": "contract.amount", "reason": "visit.reason",
	"remark": "visit.remark", "name": "settings.name", "price": "service.price", "before": "service.before",
	"after": "service.after", "capacity": "resource.capacity", "title": "practitioner.title", "login": "user.login",
	"role": "user.role", "code": "branch.code", "kind": "branch.kind", "zone": "branch.zone", "step": "branch.step",
	"months": "product.months", "sessions": "product.sessions", "from": "hours.from", "to": "hours.to",
}

// formOrder is how they are said where several are.
var formOrder = strings.Fields(`client family given patronymic kana romaji new_family new_given new_phone phone mail
	birthday sex name title login role code kind on at untimed service practitioner product sessions length price before
	after capacity contract amount paid means months from to reason remark asked note address language groups tags
	source warnings allergies notes payer relative relation zone step`)

// rowsOfField are the names under which forms have a field: itself, and one for each row.
func rowsOfField(field string, forms ...url.Values) []string {
	seen := url.Values{}
	for _, form := range forms {
		for name := range form {
			if name == field || strings.HasPrefix(name, field+".") {
				seen.Set(name, "")
			}
		}
	}
	return sortedKeys(seen)
}

// inWords is what a form held, said to its reader: names instead of ids, nothing that was left empty.
func (s *site) inWords(ctx context.Context, a pages.Around, l desk.Lists, form url.Values) []kit.Fact {
	var facts []kit.Fact
	for _, field := range formOrder {
		term := a.Text.T(formWords[field])
		if field == "source" && form.Has("on") {
			term = a.Text.T("visit.source") // of a visit, not of a client
		}
		for _, name := range rowsOfField(field, form) {
			if what := s.worded(ctx, a, l, field, form.Get(name)); what != "" {
				facts = append(facts, kit.Fact{Term: term, What: what})
			}
		}
	}
	return facts
}

func (s *site) worded(ctx context.Context, a pages.Around, l desk.Lists, field, value string) string {
	switch field {
	case "client":
		if p, err := s.desk.Client(ctx, clients.ClientID(value)); err == nil {
			return clientRef(p).Name
		}
	case "service":
		return cmp.Or(l.Service(value).Name, value)
	case "practitioner":
		return cmp.Or(l.Practitioner(value).Name(), value)
	case "product":
		p, _ := productOf(l, value)
		return cmp.Or(p.Name, value)
	case "contract":
		if p, err := s.desk.Contract(ctx, courses.ContractID(value)); err == nil {
			return p.Contract.Number
		}
		return ""
	case "means", "reason", "source":
		if word := a.Text.T(field + "." + value); word != value && word != "" {
			return word
		}
	case "on":
		if on, err := fact.ParseDate(value); err == nil {
			return a.Text.Date(on)
		}
	}
	if value == "yes" {
		return "✓"
	}
	return value
}

// clash answers an edit that met something else: the same command id with another input, or a stale form. It
// reports whether the error was one of these.
func (s *site) clash(w http.ResponseWriter, r *http.Request, a pages.Around, err error) bool {
	var conflict *journal.Conflict
	var stale *desk.Stale
	var v pages.Conflict
	switch {
	case errors.As(err, &conflict):
		v, err = s.conflict(a, r, conflict)
	case errors.As(err, &stale):
		v, err = s.stale(a, r, stale)
	default:
		return false
	}
	if err != nil {
		s.log.Error("what clashed cannot be read", "error", err)
		v.At, v.Href, v.Afresh = cmp.Or(v.At, s.e.Clock.Now()), "/", "/"
	}
	s.show(w, r, http.StatusConflict, pages.ConflictPage(a, v))
	return true
}
