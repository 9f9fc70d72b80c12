package access

import (
	"time"

	"branchbook/sync/fact"
)

// Guessing limits: wrong passwords within a window. Nobody can lock somebody else out: a login is slowed where it is
// being guessed, and elsewhere only for addresses from which it was not used before.
const (
	guessWindow = 15 * time.Minute
	guessHere   = 10  // for a login from one address
	guessFrom   = 50  // from one address, whatever the login
	guessLogin  = 100 // for a login, from addresses that it was not used from
	knownFor    = 90 * 24 * time.Hour
	longest     = 200 // bytes of a login that are kept: anybody may type anything
)

// Try reports whether a sign-in may be tried for a login from an address, and counts it as wrong until [Local.Entered]
// says otherwise: so that attempts at the same time count too.
func (l *Local) Try(now time.Time, login, address string) (may bool, err error) {
	login = login[:min(len(login), longest)]
	err = l.side.Write(func(t fact.Tables) error {
		_, err := t.Exec(`DELETE FROM access_failure WHERE at <= ?`, now.Add(-guessWindow).UnixMilli())
		if err != nil {
			return err
		}
		if may, err = within(t, now, login, address); err != nil || !may {
			return err
		}
		_, err = t.Exec(`INSERT INTO access_failure (what, at) VALUES (?, ?), (?, ?), (?, ?)`,
			here(login, address), now.UnixMilli(), "from:"+address, now.UnixMilli(), "login:"+login, now.UnixMilli())
		return err
	})
	return may, err
}

// here names the attempts for a login from one address. Neither holds a line's end.
func here(login, address string) string { return "here:" + address + "\n" + login }

func within(r fact.Reader, now time.Time, login, address string) (bool, error) {
	known, err := fact.One(r, fact.Value[bool],
		`SELECT EXISTS (SELECT 1 FROM access_known WHERE login = ? AND address = ? AND at > ?)`,
		login, address, now.Add(-knownFor).UnixMilli())
	if err != nil {
		return false, err
	}
	limits := map[string]int64{here(login, address): guessHere, "from:" + address: guessFrom}
	if !known {
		limits["login:"+login] = guessLogin
	}
	for what, most := range limits {
		n, err := fact.One(r, fact.Int, `SELECT count(*) FROM access_failure WHERE what = ?`, what)
		if err != nil || n >= most {
			return false, err
		}
	}
	return true, nil
}

// Entered takes back what [Local.Try] counted for a login here, and remembers that it is used from this address.
func (l *Local) Entered(now time.Time, login, address string) error {
	login = login[:min(len(login), longest)]
	return l.side.Write(func(t fact.Tables) error {
		_, err := t.Exec(`DELETE FROM access_failure WHERE what = ?`, here(login, address))
		if err != nil {
			return err
		}
		for _, what := range []string{"from:" + address, "login:" + login} {
			_, err := t.Exec(`DELETE FROM access_failure WHERE rowid =
				(SELECT rowid FROM access_failure WHERE what = ? ORDER BY at DESC, rowid DESC LIMIT 1)`, what)
			if err != nil {
				return err
			}
		}
		_, err = t.Exec(`INSERT INTO access_known (login, address, at) VALUES (?, ?, ?)
			ON CONFLICT (login, address) DO UPDATE SET at = excluded.at`, login, address, now.UnixMilli())
		if err != nil {
			return err
		}
		_, err = t.Exec(`DELETE FROM access_known WHERE at < ?`, now.Add(-knownFor).UnixMilli())
		return err
	})
}
