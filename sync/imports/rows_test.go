package imports

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"branchbook/sync/booking"
)

const full = small + `booked_at = Booked
reminded = SMS
branch = Town
extra.age = number 0..110 Age
extra.ill = bool Ill
extra.note = text Note
`

const heading = "No,Client No,Day,State,Booked,SMS,Town,Age,Ill,Note,Colour\n"

func readAll(t testing.TB, m Mapping, text string) (rows []Row) {
	t.Helper()
	r, err := NewReader(strings.NewReader(text), m)
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
}

func problems(row Row) string {
	var all []string
	if p := row.Refused; p != nil {
		all = append(all, "refused "+string(p.Kind)+" "+p.Column)
	}
	for _, w := range row.Warnings {
		all = append(all, string(w.Kind)+" "+w.Column+" "+w.Value)
	}
	return strings.Join(all, ", ")
}

func TestRows(t *testing.T) {
	m := parse(t, full)
	for _, c := range []struct{ name, line, want string }{
		{"clean", "1,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0,n,red", ""},
		{"quoted with line feed", "1,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0,\"a\nb\",red", ""},
		{"booked on the day in the zone", "1,c,2016-04-29,came,2016-04-29T17:59:00Z,1,A,62,0,n,", ""},
		{"booked on the next day in the zone", "1,c,2016-04-29,came,2016-04-29T18:00:00Z,1,A,62,0,n,",
			"booked_later Booked 2016-04-29T18:00:00Z"},
		{"odd everywhere", "1,c,2016-04-29,came,yesterday,2,A,-1,4,,",
			"not_a_bool SMS 2, not_an_instant Booked yesterday, " +
				"out_of_range Age -1, not_a_bool Ill 4"},
		{"age in words", "1,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,old,0,n,", "not_a_number Age old"},
		{"age infinite", "1,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,Inf,0,n,", "not_a_number Age Inf"},
		{"few fields", "1,c,2016-04-29", "refused field_count "},
		{"many fields", "1,c,2016-04-29,came,,1,A,62,0,n,red,12", "refused field_count "},
		{"no id", " ,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0,n,", "refused missing_id No"},
		{"no client", "1,,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0,n,", "refused missing_id Client No"},
		{"day that does not exist", "1,c,2016-02-30,came,2016-04-28T18:38:08Z,1,A,62,0,n,", "refused not_a_date Day"},
		{"day in another form", "1,c,29.04.2016,came,2016-04-28T18:38:08Z,1,A,62,0,n,", "refused not_a_date Day"},
		{"unknown status", "1,c,2016-04-29,Came,2016-04-28T18:38:08Z,1,A,62,0,n,", "refused unknown_status State"},
		{"not text", "1,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0,\xff,", "refused not_utf8 "},
		{"too large", "1,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0," + strings.Repeat("x", MaxRowBytes) + ",",
			"refused too_large "},
		{"long id", strings.Repeat("1", 201) + ",c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0,n,",
			"refused too_large "},
		{"stray quote", `1,c"x,2016-04-29,came,,1,A,62,0,n,`, "refused unreadable "},
	} {
		after := "\n99,c,2016-05-02,came,2016-04-28T18:38:08Z,0,B,1,1,n,\n"
		rows := readAll(t, m, "\ufeff"+heading+c.line+after)
		if len(rows) != 2 || rows[0].Line != 2 || problems(rows[0]) != c.want {
			t.Errorf("%s: %q, want %q (%d rows)", c.name, problems(rows[0]), c.want, len(rows))
			continue
		}
		if next := rows[1]; next.External != "99" ||
			next.Line != 3+strings.Count(c.line, "\n") || problems(next) != "" {
			t.Errorf("%s: the next row became %+v", c.name, next)
		}
	}
}

func TestRowValuesAreKeptAsTheyAre(t *testing.T) {
	rows := readAll(t, parse(t, full), heading+
		"0007,5E-3,2016-04-29,stayed away,2016-04-28T18:38:08Z,1,ITARARÉ,-1,4, n ,red\n")
	row := rows[0]
	if row.External != "0007" || row.Client != "5E-3" || row.On != "2016-04-29" || row.Status != booking.NoShow ||
		row.BookedAt != 1461868688000 || !row.Reminded || row.Branch != "ITARARÉ" {
		t.Errorf("%+v", row)
	}
	if got := fmt.Sprint(row.Extras); got != "[{age -1} {ill 4} {note  n }]" {
		t.Error(got)
	}
}

func TestAnIdMayStandOnceInAFile(t *testing.T) {
	line := "1,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0,n,\n"
	rows := readAll(t, parse(t, full), heading+strings.Replace(line, "came", "?", 1)+line+line)
	got := problems(rows[0]) + "; " + problems(rows[1]) + "; " + problems(rows[2])
	if got != "refused unknown_status State; ; refused repeated_id No" {
		t.Error(got)
	}
}

func TestHeading(t *testing.T) {
	m := parse(t, small)
	for _, c := range []struct{ name, text, err string }{
		{"any order", "State,Day,No,Client No\n", ""},
		{"blanks around names", "No, Client No ,Day,State\n", ""},
		{"empty file", "", "read the heading"},
		{"column missing", "No,Day,State\n", `there is no column "Client No"`},
		{"column twice", "No,Client No,Day,State,No\n", `column "No" stands in the heading twice`},
	} {
		_, err := NewReader(strings.NewReader(c.text), m)
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, want %q", c.name, err, c.err)
		}
	}
	r, err := NewReader(strings.NewReader("No,Client No,Day,State,Colour,Shape\n"), m)
	if err != nil || fmt.Sprint(r.Unmapped()) != "[Colour Shape]" {
		t.Errorf("%v %v", r.Unmapped(), err)
	}
}

func FuzzRows(f *testing.F) {
	m := parse(f, full)
	f.Add(heading + "1,c,2016-04-29,came,2016-04-28T18:38:08Z,1,A,62,0,n,red\n")
	f.Add("\ufeff" + heading + "1,c,\"2016\n")
	f.Add(heading + "\n\n,,,,,,,,,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := NewReader(strings.NewReader(text), m)
		if err != nil {
			return
		}
		last := 1
		for {
			row, err := r.Next()
			if err != nil {
				return
			}
			if row.Line <= last && row.Refused == nil {
				t.Fatalf("line %d after %d", row.Line, last)
			}
			last = max(last, row.Line)
			if row.Refused != nil {
				continue
			}
			if row.External == "" || row.Client == "" || !row.On.Valid() || row.Status == "" {
				t.Fatalf("accepted %+v", row)
			}
			if _, err := row.extras(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
