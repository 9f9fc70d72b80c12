package imports

import (
	"os"
	"strings"
	"testing"

	"branchbook/sync/booking"
)

const small = `# a small clinic
source = old
zone = Asia/Almaty
currency = KZT
untimed = yes
visit.id = No
client.id = Client No
on = Day
status = State
status.came = completed
status.stayed away = no_show
`

func parse(t testing.TB, text string) Mapping {
	t.Helper()
	m, err := ParseMapping(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParseMapping(t *testing.T) {
	for _, c := range []struct{ name, text, err string }{
		{"least", small, ""},
		{"byte-order mark and line ends", "\ufeff" + strings.ReplaceAll(small, "\n", "\r\n"), ""},
		{"everything", small + "booked_at = Booked\nreminded = SMS\nbranch = Town\non.form = midnight\n" +
			"extra.age = number -1.5..110 Age in years\nextra.note = text Note\nextra.ill = bool Ill", ""},
		{"empty", "", "source is missing"},
		{"no status values", strings.Split(small, "status.came")[0], "no status.<value>"},
		{"unknown key", small + "colour = red", `line 12: unknown key "colour"`},
		{"misspelt group", small + "extras.age = bool Age", "line 12: unknown key"},
		{"empty name in a group", small + "extra. = bool Age", "line 12: unknown key"},
		{"twice", small + "\non = Day", "line 13: on was already given in line 8"},
		{"no equals sign", small + "branch", "line 12: write KEY = VALUE"},
		{"no value", small + "branch =", "line 12: write KEY = VALUE"},
		{"too long", small + "branch = " + strings.Repeat("x", 200), "line 12: write KEY = VALUE"},
		{"unknown status", small + "status.x = lost", "line 12: \"lost\" is not one of the statuses"},
		{"unknown zone", small + "zone = Mars/Olympus", "line 12: zone was already given"},
		{"not a zone", "zone = Mars/Olympus", "line 1: \"Mars/Olympus\" is not a zone"},
		{"the machine's zone", "zone = Local", "line 1: \"Local\" is not a zone"},
		{"not a currency", "currency = real", "line 1: \"real\" is not a currency"},
		{"timed", "untimed = no", "line 1: only untimed"},
		{"unknown date form", "on.form = american", "line 1: on.form is"},
		{"unknown extra kind", "extra.x = int Age", "line 1: an extra is"},
		{"number without range", "extra.x = number Age", "line 1: write number FROM..TO COLUMN"},
		{"range backwards", "extra.x = number 5..1 Age", "line 1: write number FROM..TO COLUMN"},
		{"range of nothing", "extra.x = number NaN..NaN Age", "line 1: write number FROM..TO COLUMN"},
		{"extra without column", "extra.x = bool", "line 1: extra.x names no column"},
		{"not text", "source = \xff", "a mapping is UTF-8"},
	} {
		m, err := ParseMapping(strings.NewReader(c.text))
		switch {
		case c.err == "" && err != nil, c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: %v, want %q", c.name, err, c.err)
		case c.err == "" && (m.Source != "old" || m.ClientID != "Client No" ||
			m.Statuses["stayed away"] != booking.NoShow):
			t.Errorf("%s: %+v", c.name, m)
		}
	}
	m := parse(t, small+"extra.age = number -1.5..110 Age in years")
	if len(m.Extras) != 1 || m.Extras[0] != (Extra{"age", "Age in years", Number, -1.5, 110}) {
		t.Errorf("%+v", m.Extras)
	}
}

func FuzzParseMapping(f *testing.F) {
	f.Add(small)
	if shipped, err := os.ReadFile(shippedMapping); err == nil {
		f.Add(string(shipped))
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMapping(strings.NewReader(text))
		if err != nil {
			return
		}
		if m.Zone == nil || !m.Currency.Valid() || len(m.Statuses) == 0 || m.Text != text {
			t.Fatalf("incomplete mapping accepted: %+v", m)
		}
		for _, column := range m.columns() {
			if column == "" || len(column) > maxName {
				t.Fatalf("column %q", column)
			}
		}
	})
}
