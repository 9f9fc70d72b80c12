package branches

import (
	"slices"
	"strconv"
	"strings"

	"branchbook/sync/fact"
)

// StandardReasons are those for cancelling a visit that every language has a word for, in the order in which a desk
// that never chose offers them.
var StandardReasons = []string{"client", "ill", "late", "house", "mistake", "other"}

// ReasonsListed gives the branch's list of reasons for cancelling anew (PRODUCT CAL-20). A reason is one of
// [StandardReasons], or words.
type ReasonsListed struct {
	Node    Node     `json:"node"`
	Reasons []string `json:"reasons"`
}

// Kind implements fact.Body.
func (ReasonsListed) Kind() string { return "branches.ReasonsListed" }

// Subjects implements fact.Body.
func (f ReasonsListed) Subjects() []string { return f.Node.subjects() }

const (
	maxReasons = 30
	maxReason  = 80
)

// ListReasons decides about another list; no facts if nothing differs. Empty entries are passed over. Refusals name
// the form's fields, "reason.0" the first.
func ListReasons(node Node, before, in []string) ([]fact.Body, error) {
	var list []string
	var no fact.Refusals
	for i, typed := range in {
		reason := strings.Join(strings.Fields(typed), " ")
		field := "reason." + strconv.Itoa(i)
		switch {
		case reason == "":
			continue
		case len([]rune(reason)) > maxReason:
			no = append(no, fact.Refuse("reason_long", field, "Shorten the reason to 80 characters."))
		case strings.Contains(reason, ": "):
			no = append(no, fact.Refuse("reason_colon", field, "Leave the colon out: what is remarked stands behind it."))
		case slices.Contains(list, reason):
			no = append(no, fact.Refuse("reason_twice", field, "This reason stands in the list already."))
		}
		list = append(list, reason)
	}
	switch {
	case len(list) == 0:
		no = append(no, fact.Refuse("reasons_none", "reason.0", "Keep at least one reason."))
	case len(list) > maxReasons:
		no = append(no, fact.Refuse("reasons_many", "reason.0", "Keep at most 30 reasons."))
	}
	if err := no.Err(); err != nil {
		return nil, err
	}
	if slices.Equal(list, before) {
		return nil, nil
	}
	return []fact.Body{ReasonsListed{Node: node, Reasons: list}}, nil
}

func foldReasons(t fact.Tables, p fact.Position, f ReasonsListed) error {
	if _, err := t.Exec(`DELETE FROM branches_reason WHERE jid = ?`, p.JID); err != nil {
		return err
	}
	for n, reason := range f.Reasons {
		_, err := t.Exec(`INSERT INTO branches_reason (jid, n, reason) VALUES (?, ?, ?)`, p.JID, n, reason)
		if err != nil {
			return err
		}
	}
	return nil
}

// Reasons is a branch's list of reasons for cancelling; [StandardReasons] while it never chose.
func Reasons(r fact.Reader, jid int64) ([]string, error) {
	list, err := fact.All(r, fact.Text, `SELECT reason FROM branches_reason WHERE jid = ? ORDER BY n`, jid)
	if err == nil && len(list) == 0 {
		list = slices.Clone(StandardReasons)
	}
	return list, err
}
