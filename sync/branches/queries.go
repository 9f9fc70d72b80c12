package branches

import (
	"branchbook/sync/fact"
)

// Branch is what a branch says about itself and the network it joined, if any.
type Branch struct {
	JID  int64
	Node Node
	Settings
	Network string // empty until enrolled
	HubKey  string
	Box     string
}

// Enrolment is the hub's record of a branch.
type Enrolment struct {
	BranchEnrolled
	EnrolledAt int64 // UTC milliseconds
}

// Fence is a box that may not speak for its branch any more.
type Fence struct {
	Node     Node
	Box      string
	Reason   string
	FencedAt int64 // UTC milliseconds
}

// Own is the branch of a journal; [fact.ErrNotFound] before it was opened.
func Own(r fact.Reader, jid int64) (Branch, error) {
	return fact.One(r, scanBranch, `
		SELECT b.jid, b.node, b.code, b.name, b.trade, b.currency, b.zone, b.language, b.step_min,
			b.first_weekday, n.network, n.hub_key, n.box
		FROM branches_branch b
		LEFT JOIN branches_network n ON n.jid = b.jid
		WHERE b.jid = ?`, jid)
}

// All are the branches whose journals this node has, by code.
func All(r fact.Reader) ([]Branch, error) {
	return fact.All(r, scanBranch, `
		SELECT b.jid, b.node, b.code, b.name, b.trade, b.currency, b.zone, b.language, b.step_min,
			b.first_weekday, n.network, n.hub_key, n.box
		FROM branches_branch b
		LEFT JOIN branches_network n ON n.jid = b.jid
		ORDER BY b.code, b.jid`)
}

func scanBranch(row fact.Row) (b Branch, err error) {
	err = row.Scan(&b.JID, &b.Node, &b.Code, &b.Name, &b.Trade, &b.Currency, &b.Zone, &b.Language, &b.StepMin,
		&b.FirstWeekday, &b.Network, &b.HubKey, &b.Box)
	return b, err
}

// Enrolments are the branches the hub admitted, by code; jid is its journal for all.
func Enrolments(r fact.Reader, jid int64) ([]Enrolment, error) {
	return fact.All(r, func(row fact.Row) (e Enrolment, err error) {
		err = row.Scan(&e.Node, &e.Code, &e.Name, &e.Currency, &e.Zone, &e.Box, &e.Key, &e.User, &e.SealTo,
			&e.EnrolledAt)
		return e, err
	}, `
		SELECT node, code, name, currency, zone, box, key, user, seal_to, enrolled_at
		FROM branches_enrolment
		WHERE jid = ?
		ORDER BY code, node`, jid)
}

// Box is a box that speaks, or once spoke, for a branch.
type Box struct {
	Node Node
	Box  string
	Key  string // public
}

// Boxes are all boxes that ever spoke for branches, oldest first; jid is the hub's journal for all.
func Boxes(r fact.Reader, jid int64) ([]Box, error) {
	return fact.All(r, func(row fact.Row) (b Box, err error) {
		err = row.Scan(&b.Node, &b.Box, &b.Key)
		return b, err
	}, `
		SELECT node, box, key
		FROM branches_box
		WHERE jid = ?
		ORDER BY node, enrolled_at, box`, jid)
}

// Fences are the boxes that were replaced; jid is the hub's journal for all.
func Fences(r fact.Reader, jid int64) ([]Fence, error) {
	return fact.All(r, func(row fact.Row) (f Fence, err error) {
		err = row.Scan(&f.Node, &f.Box, &f.Reason, &f.FencedAt)
		return f, err
	}, `
		SELECT node, box, reason, fenced_at
		FROM branches_fence
		WHERE jid = ?
		ORDER BY node, box`, jid)
}

// Named is how the network is called; [fact.ErrNotFound] while nobody has said it. jid is the hub's journal for all.
func Named(r fact.Reader, jid int64) (NetworkNamed, error) {
	return fact.One(r, func(row fact.Row) (n NetworkNamed, err error) {
		err = row.Scan(&n.Name, &n.Language)
		return n, err
	}, `SELECT name, language FROM branches_network_name WHERE jid = ?`, jid)
}

// NotAwaited are the branches that a hub restored into an epoch does not wait for; jid is its journal for all.
func NotAwaited(r fact.Reader, jid int64, epoch string) ([]Node, error) {
	return fact.All(r, fact.Value[Node],
		`SELECT node FROM branches_wait_ended WHERE jid = ? AND epoch = ? ORDER BY node`, jid, epoch)
}
