package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// reasons are what the branch offers to somebody who cancels a visit.
func reasons(t *text.Text, l desk.Lists) (all []kit.Option) {
	for _, reason := range l.Reasons {
		all = append(all, kit.Option{Value: reason, Label: reasonWords(t, reason)})
	}
	return all
}

// reasonWords says a reason in the reader's language, where it is a standard one, and what was remarked besides.
func reasonWords(t *text.Text, reason string) string {
	code, remark, also := strings.Cut(reason, ": ")
	if slices.Contains(branches.StandardReasons, code) {
		code = t.T("reason." + code)
	}
	if also {
		return code + ": " + remark
	}
	return code
}

// reasonOf is the standard reason that a reader's words stand for, else the words.
func reasonOf(t *text.Text, words string) string {
	for _, code := range branches.StandardReasons {
		if t.T("reason."+code) == strings.TrimSpace(words) {
			return code
		}
	}
	return words
}

// reasonsPage is the list of reasons for cancelling (PRODUCT CAL-20).
func (s *site) reasonsPage(w http.ResponseWriter, r *http.Request) {
	s.reasonsForm(w, r, http.StatusOK, nil)
}

func (s *site) reasonsForm(w http.ResponseWriter, r *http.Request, status int, no fact.Refusals) {
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, _ := s.around(r)
	f := s.form(a.Text, pages.ReasonsPath)
	f.Seen, f.Values = desk.Tag(l.Reasons), reasonValues(a.Text, l)
	if no != nil {
		f = s.asked(a.Text, r, pages.ReasonsPath, no)
	}
	s.show(w, r, status, pages.ReasonsPage(a, f, filled(f.Values, "reason.")+2))
}

func reasonValues(t *text.Text, l desk.Lists) url.Values {
	values := url.Values{}
	for i, reason := range l.Reasons {
		values.Set("reason."+strconv.Itoa(i), reasonWords(t, reason))
	}
	return values
}

func (s *site) keepReasons(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing, and refused at its field
	a, _, _ := s.around(r)
	var list []string
	for i := 0; r.PostForm.Has("reason." + strconv.Itoa(i)); i++ {
		list = append(list, reasonOf(a.Text, r.PostForm.Get("reason."+strconv.Itoa(i))))
	}
	_, err := s.desk.ListReasons(r.Context(), by(r), desk.ListReasons{Reasons: list, Seen: r.PostFormValue("seen")})
	if no := refusals(err); no != nil {
		s.reasonsForm(w, r, http.StatusUnprocessableEntity, no)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.done(w, r, pages.ReasonsPath, a.Text.T("notice.saved"))
}
