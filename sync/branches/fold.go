package branches

import (
	_ "embed"

	"branchbook/sync/fact"
)

//go:embed tables.sql
var tables string

// Schema is this folder's tables.
var Schema = fact.Schema{Name: "branches", SQL: tables}

// Kinds are the facts of this folder.
func Kinds() []fact.Kind {
	return []fact.Kind{
		fact.Of(1, func(t fact.Tables, p fact.Position, f BranchOpened) error {
			return foldSettings(t, p, f.Node, f.Settings)
		}),
		fact.Of(1, func(t fact.Tables, p fact.Position, f BranchChanged) error {
			return foldSettings(t, p, f.Node, f.Settings)
		}),
		fact.Of(1, foldEnrolled),
		fact.Of(1, foldBranchEnrolled),
		fact.Of(1, foldBoxFenced),
		fact.Of(1, foldNetworkNamed),
		fact.Of(1, foldWaitEnded),
		fact.Of(1, foldReasons),
	}
}

func foldSettings(t fact.Tables, p fact.Position, node Node, s Settings) error {
	_, err := t.Exec(`
		INSERT INTO branches_branch
			(jid, node, code, name, trade, currency, zone, language, step_min, first_weekday)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid) DO UPDATE SET
			node = excluded.node, code = excluded.code, name = excluded.name, trade = excluded.trade,
			currency = excluded.currency, zone = excluded.zone, language = excluded.language,
			step_min = excluded.step_min, first_weekday = excluded.first_weekday`,
		p.JID, node, s.Code, s.Name, s.Trade, s.Currency, s.Zone, s.Language, s.StepMin, s.FirstWeekday)
	return err
}

func foldEnrolled(t fact.Tables, p fact.Position, f Enrolled) error {
	_, err := t.Exec(`
		INSERT INTO branches_network (jid, network, hub_key, box) VALUES (?, ?, ?, ?)
		ON CONFLICT (jid) DO UPDATE SET
			network = excluded.network, hub_key = excluded.hub_key, box = excluded.box`,
		p.JID, f.Network, f.HubKey, f.Box)
	return err
}

func foldBranchEnrolled(t fact.Tables, p fact.Position, f BranchEnrolled) error {
	_, err := t.Exec(`
		INSERT INTO branches_enrolment
			(jid, node, code, name, currency, zone, box, key, user, seal_to, enrolled_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, node) DO UPDATE SET
			code = excluded.code, name = excluded.name, currency = excluded.currency, zone = excluded.zone,
			box = excluded.box, key = excluded.key, user = excluded.user, seal_to = excluded.seal_to,
			enrolled_at = excluded.enrolled_at`,
		p.JID, f.Node, f.Code, f.Name, f.Currency, f.Zone, f.Box, f.Key, f.User, f.SealTo, p.Wall)
	if err != nil {
		return err
	}
	_, err = t.Exec(`
		INSERT INTO branches_box (jid, node, box, key, enrolled_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (jid, node, box, key) DO NOTHING`,
		p.JID, f.Node, f.Box, f.Key, p.Wall)
	return err
}

func foldBoxFenced(t fact.Tables, p fact.Position, f BoxFenced) error {
	_, err := t.Exec(`
		INSERT INTO branches_fence (jid, node, box, reason, fenced_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (jid, node, box) DO NOTHING`,
		p.JID, f.Node, f.Box, f.Reason, p.Wall)
	return err
}

func foldNetworkNamed(t fact.Tables, p fact.Position, f NetworkNamed) error {
	_, err := t.Exec(`
		INSERT INTO branches_network_name (jid, name, language) VALUES (?, ?, ?)
		ON CONFLICT (jid) DO UPDATE SET name = excluded.name, language = excluded.language`,
		p.JID, f.Name, f.Language)
	return err
}

func foldWaitEnded(t fact.Tables, p fact.Position, f WaitEnded) error {
	_, err := t.Exec(`
		INSERT INTO branches_wait_ended (jid, node, epoch, ended_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (jid, node, epoch) DO NOTHING`,
		p.JID, f.Node, f.Epoch, p.Wall)
	return err
}
