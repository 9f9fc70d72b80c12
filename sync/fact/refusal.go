package fact

import "errors"

// Refusal is a business no: what stands in the way, said to the person beside the field. It is never an error
// of the program. Code is a stable name ("slot_taken"); Sentence is plain English and the fallback where a
// language lacks the code; Args are the values that a translation puts into its own sentence.
type Refusal struct {
	Code     string            `json:"code"`
	Field    string            `json:"field,omitempty"`
	Sentence string            `json:"sentence"`
	Args     map[string]string `json:"args,omitempty"`
}

// Error implements error.
func (r *Refusal) Error() string { return r.Sentence }

// Refuse makes a refusal; args are pairs of name and value.
func Refuse(code, field, sentence string, args ...string) *Refusal {
	r := &Refusal{Code: code, Field: field, Sentence: sentence}
	for i := 0; i+1 < len(args); i += 2 {
		if r.Args == nil {
			r.Args = map[string]string{}
		}
		r.Args[args[i]] = args[i+1]
	}
	return r
}

// Refusals is several at once: a form with more than one field to mend.
type Refusals []*Refusal

// Error implements error.
func (rs Refusals) Error() string {
	s := ""
	for i, r := range rs {
		if i > 0 {
			s += " "
		}
		s += r.Sentence
	}
	return s
}

// Err is nil when there is nothing to refuse.
func (rs Refusals) Err() error {
	if len(rs) == 0 {
		return nil
	}
	return rs
}

// AsRefusals finds the refusals in an error; nil when it is something else.
func AsRefusals(err error) Refusals {
	var many Refusals
	if errors.As(err, &many) {
		return many
	}
	var one *Refusal
	if errors.As(err, &one) {
		return Refusals{one}
	}
	return nil
}
