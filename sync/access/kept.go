package access

import (
	"net/http"
	"net/url"

	"github.com/alexedwards/scs/v2"
)

// Kept is a form that was sent after its sender was signed out. It is not lost: the sign-in page carries it along, and
// whoever signs in sees it again and sends it, under the command id that it had. Nothing is kept for people who are
// not signed in but in their own page.
type Kept struct {
	To   string // its address, a path of this server
	Form url.Values
}

// keptTo, keptForm are the names under which the sign-in page and then the session carry a form.
const keptTo, keptForm = "kept_to", "kept"

// KeepForm is the form of a request without what is typed again rather than kept.
func KeepForm(r *http.Request) Kept {
	k := Kept{To: r.URL.Path, Form: url.Values{}}
	for name, values := range r.PostForm {
		if name != "password" && name != "again" && name != "token" {
			k.Form[name] = values
		}
	}
	return k
}

// Carried is the form that a sign-in page carries along; without one its fields are empty.
func Carried(r *http.Request) Kept {
	form, err := url.ParseQuery(r.PostFormValue(keptForm))
	if err != nil || len(form) == 0 {
		return Kept{}
	}
	return Kept{To: Onward(r.PostFormValue(keptTo)), Form: form}
}

// Keep puts a form into the session of the person who has signed in.
func Keep(m *scs.SessionManager, r *http.Request, k Kept) {
	m.Put(r.Context(), keptForm, k.Form.Encode())
	m.Put(r.Context(), keptTo, k.To)
}

// TakeKept takes the form out of the session; false where there is none.
func TakeKept(m *scs.SessionManager, r *http.Request) (Kept, bool) {
	form, err := url.ParseQuery(m.PopString(r.Context(), keptForm))
	k := Kept{To: m.PopString(r.Context(), keptTo), Form: form}
	return k, err == nil && len(form) > 0 && k.To != ""
}
