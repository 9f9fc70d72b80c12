package clients

import (
	"errors"
	"strings"

	"branchbook/sync/fact"
)

// Hit is a client that a search found. Name is empty while the card is sealed.
type Hit struct {
	ID       ClientID
	Number   string
	Name     string
	Birthday string
}

const minDigits = 3

// Search finds clients by any part of name, kana, romaji, number or telephone, tolerant as [Key] is, in either
// order of the names and whichever keyboard layout was on. Those that begin with the text come first. At most
// limit hits, none for a text without letters and digits.
func Search(r fact.Reader, jid int64, text string, limit int) ([]Hit, error) {
	s := search{r: r, jid: jid, limit: limit, seen: map[ClientID]bool{}}
	s.phone(digitsOf(text))
	s.name(text)
	if len(s.hits) == 0 {
		for _, meant := range WrongLayout(text) {
			s.name(meant)
		}
	}
	return s.hits, s.err
}

// search gathers hits in the order of its questions; the first error ends it.
type search struct {
	r     fact.Reader
	jid   int64
	limit int
	seen  map[ClientID]bool
	hits  []Hit
	err   error
}

func (s *search) name(text string) {
	key := Key(text)
	if key == "" {
		return
	}
	s.prefix(key)
	if latin := Latin(key); latin != key {
		s.prefix(latin)
	}
	s.infix(text)
	if kana, ok := Kana(key); ok {
		s.prefix(kana)
	}
}

func (s *search) prefix(key string) {
	s.add(nil, `
		SELECT DISTINCT c.client, c.number, p.name, p.birthday, ''
		FROM clients_search s
		JOIN clients_client c ON c.jid = s.jid AND c.client = s.client
		LEFT JOIN clients_person p ON p.jid = s.jid AND p.client = s.client
		WHERE s.jid = ? AND s.key >= ? AND s.key < ?
		ORDER BY s.key, c.client
		LIMIT ?`, s.jid, key, key+"\U0010ffff", s.limit)
}

// infix asks for every word of the text in one form of the name, in any order.
func (s *search) infix(text string) {
	var words []string
	for _, w := range strings.Fields(text) {
		if key := Key(w); key != "" {
			words = append(words, key)
		}
	}
	if len(words) == 0 {
		return
	}
	s.add(words[1:], `
		SELECT c.client, c.number, p.name, p.birthday, s.key
		FROM clients_search s
		JOIN clients_client c ON c.jid = s.jid AND c.client = s.client
		LEFT JOIN clients_person p ON p.jid = s.jid AND p.client = s.client
		WHERE s.jid = ? AND instr(s.key, ?) > 0
		ORDER BY s.key, c.client`, s.jid, words[0])
}

// phone looks for digits anywhere in a number, also without the trunk prefix of a local form (8 701…, 090…).
func (s *search) phone(digits string) {
	if len(digits) < minDigits {
		return
	}
	local := strings.TrimLeft(digits[:1], "08") + digits[1:]
	for _, d := range []string{digits, local} {
		if len(d) < minDigits {
			continue
		}
		s.add(nil, `
			SELECT DISTINCT c.client, c.number, p.name, p.birthday, ''
			FROM clients_phone t
			JOIN clients_client c ON c.jid = t.jid AND c.client = t.client
			LEFT JOIN clients_person p ON p.jid = t.jid AND p.client = t.client
			WHERE t.jid = ? AND instr(t.phone, ?) > 0
			ORDER BY c.number, c.client
			LIMIT ?`, s.jid, d, s.limit)
	}
}

// add runs a query of hits, keeps those whose key holds all the words and which are new, up to the limit.
func (s *search) add(words []string, query string, args ...any) {
	if s.err != nil || len(s.hits) >= s.limit {
		return
	}
	var rows fact.Rows
	if rows, s.err = s.r.Query(query, args...); s.err != nil {
		return
	}
	defer func() { s.err = errors.Join(s.err, rows.Close()) }()
	for len(s.hits) < s.limit && rows.Next() {
		var h Hit
		var key string
		if s.err = rows.Scan(&h.ID, &h.Number, &h.Name, &h.Birthday, &key); s.err != nil {
			return
		}
		if !s.seen[h.ID] && holdsAll(key, words) {
			s.seen[h.ID] = true
			s.hits = append(s.hits, h)
		}
	}
	s.err = rows.Err()
}

func holdsAll(key string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(key, w) {
			return false
		}
	}
	return true
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, Key(text))
}
