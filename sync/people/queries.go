package people

import "branchbook/sync/fact"

// PractitionerOf is one practitioner, retired or not; [fact.ErrNotFound] if there is none.
func PractitionerOf(r fact.Reader, jid int64, id PractitionerID) (Practitioner, error) {
	return fact.One(r, scanPractitioner, `
		SELECT practitioner, family, given, patronymic, kana, shown, job_title, place, hidden, retired
		FROM people_practitioner
		WHERE jid = ? AND practitioner = ?`, jid, id)
}

// Practitioners are all practitioners in the order of the calendar's columns, hidden and retired ones too.
func Practitioners(r fact.Reader, jid int64) ([]Practitioner, error) {
	return fact.All(r, scanPractitioner, `
		SELECT practitioner, family, given, patronymic, kana, shown, job_title, place, hidden, retired
		FROM people_practitioner
		WHERE jid = ?
		ORDER BY place, family, given, practitioner`, jid)
}

func scanPractitioner(row fact.Row) (p Practitioner, err error) {
	err = row.Scan(&p.ID, &p.Family, &p.Given, &p.Patronymic, &p.Kana, &p.Shown, &p.JobTitle, &p.Order,
		&p.Hidden, &p.Retired)
	return p, err
}

// UserOf is one user, disabled or not; [fact.ErrNotFound] if there is none.
func UserOf(r fact.Reader, jid int64, id UserID) (User, error) {
	return fact.One(r, scanUser, `
		SELECT user, login, name, role, practitioner, disabled
		FROM people_user
		WHERE jid = ? AND user = ?`, jid, id)
}

// ByLogin is the user who signs in with a login as typed, disabled or not; [fact.ErrNotFound] if there is none.
func ByLogin(r fact.Reader, jid int64, typed string) (User, error) {
	return fact.One(r, scanUser, `
		SELECT user, login, name, role, practitioner, disabled
		FROM people_user
		WHERE jid = ? AND login = ?
		ORDER BY disabled, user`, jid, Login(typed))
}

// Users are all users by name, disabled ones too.
func Users(r fact.Reader, jid int64) ([]User, error) {
	return fact.All(r, scanUser, `
		SELECT user, login, name, role, practitioner, disabled
		FROM people_user
		WHERE jid = ?
		ORDER BY name, user`, jid)
}

func scanUser(row fact.Row) (u User, err error) {
	err = row.Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Practitioner, &u.Disabled)
	return u, err
}
