package text

import "testing"

func TestPhone(t *testing.T) {
	for _, c := range []struct{ lang, number, want string }{
		{"ja", "+819012345678", "090-1234-5678"},
		{"ja", "+77011234567", "+7 701 123 4567"},
		{"ru", "+77011234567", "+7 701 123 4567"},
		{"uk", "+380671234567", "+380 67 123 4567"},
		{"en", "+819012345678", "+81 90-1234-5678"},
		{"en", "", ""},
		{"en", "extension 5", "extension 5"},
	} {
		if got := For(c.lang).Phone(c.number); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.lang, c.number, got, c.want)
		}
	}
}
