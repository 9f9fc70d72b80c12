package people

import (
	_ "embed"

	"branchbook/sync/fact"
)

//go:embed tables.sql
var tables string

// Schema is this folder's tables.
var Schema = fact.Schema{Name: "people", SQL: tables}

// Kinds are the facts of this folder. A user that was re-issued after a fork must still have a login alone.
func Kinds() []fact.Kind {
	return []fact.Kind{
		fact.Of(1, foldPractitioner),
		fact.Checked(fact.Of(1, foldUser), checkUser),
	}
}

func foldPractitioner(t fact.Tables, p fact.Position, f PractitionerDefined) error {
	_, err := t.Exec(`
		INSERT INTO people_practitioner
			(jid, practitioner, family, given, patronymic, kana, shown, job_title, place, hidden, retired)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, practitioner) DO UPDATE SET
			family = excluded.family, given = excluded.given, patronymic = excluded.patronymic,
			kana = excluded.kana, shown = excluded.shown, job_title = excluded.job_title,
			place = excluded.place, hidden = excluded.hidden, retired = excluded.retired`,
		p.JID, f.ID, f.Family, f.Given, f.Patronymic, f.Kana, f.Shown, f.JobTitle, f.Order, f.Hidden, f.Retired)
	return err
}

func foldUser(t fact.Tables, p fact.Position, f UserDefined) error {
	_, err := t.Exec(`
		INSERT INTO people_user (jid, user, login, name, role, practitioner, disabled)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, user) DO UPDATE SET
			login = excluded.login, name = excluded.name, role = excluded.role,
			practitioner = excluded.practitioner, disabled = excluded.disabled`,
		p.JID, f.ID, f.Login, f.Name, f.Role, f.Practitioner, f.Disabled)
	return err
}

func checkUser(r fact.Reader, p fact.Position, f UserDefined) error {
	users, err := Users(r, p.JID)
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.Login == f.Login && u.ID != f.ID {
			return fact.Refuse("login_taken", "login", "Another user has this login. Choose another.")
		}
	}
	return nil
}
