package clients

import (
	"slices"

	"branchbook/sync/fact"
)

// Reason is why a client may be the same person.
type Reason string

// Why a client may be the same person, the surest first.
const (
	SamePhone    Reason = "same_phone"
	SameName     Reason = "same_name"     // whatever the spacing, kana or transliteration
	SameBirthday Reason = "same_birthday" // and a similar name
)

// Duplicate is a client who may be the same person.
type Duplicate struct {
	Hit
	Reasons []Reason
}

// Duplicates warns of clients who may be the person on a checked card (PRODUCT CLI-1), the most reasons first.
// Except is the client being edited; empty for a new one.
func Duplicates(r fact.Reader, jid int64, card Card, except ClientID) ([]Duplicate, error) {
	var found []Duplicate
	note := func(reason Reason, hits []Hit) {
		for _, h := range hits {
			i := slices.IndexFunc(found, func(d Duplicate) bool { return d.ID == h.ID })
			if i < 0 && h.ID != except {
				found = append(found, Duplicate{Hit: h, Reasons: []Reason{reason}})
			} else if i >= 0 && !slices.Contains(found[i].Reasons, reason) {
				found[i].Reasons = append(found[i].Reasons, reason)
			}
		}
	}
	for _, phone := range card.Phones {
		hits, err := byPhone(r, jid, phone)
		if err != nil {
			return nil, err
		}
		note(SamePhone, hits)
	}
	for _, f := range forms(card) {
		hits, err := byKey(r, jid, f.key)
		if err != nil {
			return nil, err
		}
		note(SameName, hits)
	}
	hits, err := byBirthday(r, jid, card.Birthday)
	if err != nil {
		return nil, err
	}
	note(SameBirthday, slices.DeleteFunc(hits, func(h Hit) bool { return !similar(card, h.Name) }))
	slices.SortStableFunc(found, func(a, b Duplicate) int { return len(b.Reasons) - len(a.Reasons) })
	return found, nil
}

func byPhone(r fact.Reader, jid int64, phone string) ([]Hit, error) {
	return fact.All(r, scanHit, `
		SELECT c.client, c.number, p.name, p.birthday
		FROM clients_phone t
		JOIN clients_client c ON c.jid = t.jid AND c.client = t.client
		LEFT JOIN clients_person p ON p.jid = t.jid AND p.client = t.client
		WHERE t.jid = ? AND t.phone = ?
		ORDER BY c.client`, jid, phone)
}

func byKey(r fact.Reader, jid int64, key string) ([]Hit, error) {
	return fact.All(r, scanHit, `
		SELECT DISTINCT c.client, c.number, p.name, p.birthday
		FROM clients_search s
		JOIN clients_client c ON c.jid = s.jid AND c.client = s.client
		LEFT JOIN clients_person p ON p.jid = s.jid AND p.client = s.client
		WHERE s.jid = ? AND s.key = ? AND s.form <> 'number'
		ORDER BY c.client`, jid, key)
}

func byBirthday(r fact.Reader, jid int64, birthday string) ([]Hit, error) {
	if birthday == "" {
		return nil, nil
	}
	return fact.All(r, scanHit, `
		SELECT c.client, c.number, p.name, p.birthday
		FROM clients_person p
		JOIN clients_client c ON c.jid = p.jid AND c.client = p.client
		WHERE p.jid = ? AND p.birthday = ? AND p.birthday <> ''
		ORDER BY c.client`, jid, birthday)
}

func scanHit(row fact.Row) (h Hit, err error) {
	err = row.Scan(&h.ID, &h.Number, &h.Name, &h.Birthday)
	return h, err
}

// similar reports whether a name differs from the card's by no more than a slip of the pen, in either order of
// family and given name.
func similar(card Card, name string) bool {
	other := []rune(Latin(Key(name)))
	for _, mine := range []string{card.Family + card.Given + card.Patronymic, card.Family + card.Given,
		card.Given + card.Family} {
		key := []rune(Latin(Key(mine)))
		shorter := min(len(key), len(other))
		if shorter > 0 && distance(key, other) <= min(shorter/4, 2) {
			return true
		}
	}
	return false
}

// distance is the number of runes to insert, delete or replace to come from a to b.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			replaced := diagonal
			if x != y {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
