package desk

import (
	"context"

	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// NewestClients lists the clients registered last.
func (d *Desk) NewestClients(ctx context.Context, limit int) (hits []clients.Hit, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		hits, err = fact.All(v, func(row fact.Row) (h clients.Hit, err error) {
			err = row.Scan(&h.ID, &h.Number, &h.Name, &h.Birthday)
			return h, err
		}, `
			SELECT c.client, c.number, COALESCE(p.name, c.number), COALESCE(p.birthday, '')
			FROM clients_client c
			LEFT JOIN clients_person p ON p.jid = c.jid AND p.client = c.client
			WHERE c.jid = ?
			ORDER BY c.registered_at DESC, c.client DESC
			LIMIT ?`, v.JID(), limit)
		return err
	})
	return hits, err
}

// ContractRow is a contract in a list, with its client.
type ContractRow struct {
	courses.Contract
	Client Person
}

// Contracts lists contracts whose number has the text in it, the newest first.
func (d *Desk) Contracts(ctx context.Context, text string, limit, offset int) (rows []ContractRow, total int64,
	err error) {
	err = d.read(ctx, func(v *view) error {
		ids, err := fact.All(v, fact.Value[courses.ContractID], `
			SELECT contract FROM courses_contract
			WHERE jid = ?1 AND (?2 = '' OR number LIKE '%' || ?2 || '%')
			ORDER BY year DESC, running DESC, contract
			LIMIT ?3 OFFSET ?4`, v.JID(), text, limit, offset)
		if err != nil {
			return err
		}
		total, err = fact.One(v, fact.Int, `
			SELECT count(*) FROM courses_contract WHERE jid = ?1 AND (?2 = '' OR number LIKE '%' || ?2 || '%')`,
			v.JID(), text)
		if err != nil {
			return err
		}
		var who []string
		for _, id := range ids {
			c, err := courses.Load(v, v.JID(), id)
			if err != nil {
				return err
			}
			rows = append(rows, ContractRow{Contract: c})
			who = append(who, c.Client)
		}
		people, err := v.people(unique(who))
		for i := range rows {
			rows[i].Client = people[rows[i].Contract.Client]
		}
		return err
	})
	return rows, total, err
}

// Pattern is a practitioner's repeating hours as they hold today; the zero pattern if there are none.
func (d *Desk) Pattern(ctx context.Context, practitioner string) (p hours.Pattern, err error) {
	err = d.read(ctx, func(v *view) error {
		set, err := hours.PatternOn(v, v.JID(), practitioner, v.now.On)
		if set != nil {
			p = set.Pattern
		}
		return err
	})
	return p, err
}
