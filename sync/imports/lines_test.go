package imports

import (
	"fmt"
	"strings"
	"testing"
)

// TestAStrayQuoteCostsItsOwnLine: whatever stands on one line, the others come in.
func TestAStrayQuoteCostsItsOwnLine(t *testing.T) {
	const heading = "PatientId,AppointmentID,Gender,ScheduledDay,AppointmentDay,Age,Neighbourhood,Scholarship,Hipertension," +
		"Diabetes,Alcoholism,Handcap,SMS_received,No-show\n"
	row := func(id int, name string) string {
		return fmt.Sprintf("1,%d,F,2016-04-29T18:38:08Z,2016-05-01T00:00:00Z,30,%s,0,0,0,0,0,0,No\n", id, name)
	}
	m, err := ParseMapping(strings.NewReader(`
		source = x
		zone = America/Sao_Paulo
		currency = BRL
		untimed = yes
		visit.id = AppointmentID
		client.id = PatientId
		on = AppointmentDay
		on.form = midnight
		status = No-show
		status.No = completed
		branch = Neighbourhood`))
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct{ middle, want string }{
		"nothing odd":              {row(2, "B"), "1 2 3 4"},
		"several lines":            {row(2, "\"B\n\"\"C\"\"\n,D\""), "1 2 3 4"},
		"opened, never closed":     {row(2, `"B`), "1 - 3 4"},
		"a quote in the middle":    {row(2, `B"`), "1 - 3 4"},
		"two that match by chance": {row(2, `"B`) + row(5, `"C`), "1 - - 3 4"},
		"a line of ten megabytes":  {row(2, strings.Repeat("B", 10<<20)), "1 - 3 4"},
		"ten megabytes quoted":     {row(2, `"`+strings.Repeat("B", 10<<20)), "1 - 3 4"},
		"NUL":                      {row(2, "B\x00"), "1 2 3 4"},
		"not UTF-8":                {row(2, "\xff"), "1 - 3 4"},
		"no branch":                {row(2, " "), "1 - 3 4"},
		"blank lines":              {"\n\r\n" + row(2, "B") + "\n", "1 2 3 4"},
		"windows":                  {strings.ReplaceAll(row(2, "B"), "\n", "\r\n"), "1 2 3 4"},
	} {
		file := "\ufeff" + heading + row(1, "A") + x.middle + row(3, "C") + strings.TrimSuffix(row(4, "D"), "\n")
		r, err := NewReader(strings.NewReader(file), m)
		if err != nil {
			t.Fatal(name, err)
		}
		var got []string
		lines := strings.Split(file, "\n")
		for {
			one, err := r.Next()
			if err != nil {
				break
			}
			if one.Refused != nil {
				got = append(got, "-")
				continue
			}
			got = append(got, one.External)
			if !strings.HasPrefix(lines[one.Line-1], "1,"+one.External+",") {
				t.Errorf("%s: visit %s does not stand on line %d", name, one.External, one.Line)
			}
		}
		if said := strings.Join(got, " "); said != x.want {
			t.Errorf("%s: %s, want %s", name, said, x.want)
		}
	}
}
