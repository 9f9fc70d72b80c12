package rights

import "strconv"

// Right names a right in the whole network.
type Right string

// Session is the right to the sessions of one item of a contract; its quantity is their number.
func Session(contract string, item int) Right {
	return Right("session/" + contract + "/" + strconv.Itoa(item))
}

// Pen is the right to terminate, refund, discount or reprice a contract; its quantity is 1.
func Pen(contract string) Right { return Right("pen/" + contract) }

// Unit is what a right counts.
type Unit string

// Units in use.
const (
	Sessions Unit = "session"
	Pens     Unit = "pen"
)

// TransferID names one journey of a quantity from node to node. It is made by the sender.
type TransferID string

// Issued says that a quantity begins to exist, held by the node whose journal says so.
type Issued struct {
	Right  Right  `json:"right"`
	Unit   Unit   `json:"unit"`
	Qty    int64  `json:"qty"`
	Holder string `json:"holder"` // the node
}

// Sent says that a quantity left for another node.
type Sent struct {
	Transfer TransferID `json:"transfer"`
	Right    Right      `json:"right"`
	Unit     Unit       `json:"unit"`
	Qty      int64      `json:"qty"`
	To       string     `json:"to"`
}

// Received says that a quantity arrived from another node.
type Received struct {
	Transfer TransferID `json:"transfer"`
	Right    Right      `json:"right"`
	Unit     Unit       `json:"unit"`
	Qty      int64      `json:"qty"`
	From     string     `json:"from"`
}

// Spent says that a quantity was used up for good.
type Spent struct {
	Right Right  `json:"right"`
	Qty   int64  `json:"qty"`
	For   string `json:"for"` // subject: "session:<contract>/<item>/<n>"
}

// Returned says that a spending was undone.
type Returned struct {
	Right Right  `json:"right"`
	Qty   int64  `json:"qty"`
	For   string `json:"for"` // the subject it had been spent for
}

// Kind implements [fact.Body].
func (Issued) Kind() string { return "rights.Issued" }

// Kind implements [fact.Body].
func (Sent) Kind() string { return "rights.Sent" }

// Kind implements [fact.Body].
func (Received) Kind() string { return "rights.Received" }

// Kind implements [fact.Body].
func (Spent) Kind() string { return "rights.Spent" }

// Kind implements [fact.Body].
func (Returned) Kind() string { return "rights.Returned" }

// Subjects implements [fact.Body].
func (f Issued) Subjects() []string { return subjects(f.Right) }

// Subjects implements [fact.Body].
func (f Sent) Subjects() []string { return subjects(f.Right) }

// Subjects implements [fact.Body].
func (f Received) Subjects() []string { return subjects(f.Right) }

// Subjects implements [fact.Body].
func (f Spent) Subjects() []string { return subjects(f.Right, f.For) }

// Subjects implements [fact.Body].
func (f Returned) Subjects() []string { return subjects(f.Right, f.For) }

func subjects(r Right, others ...string) []string {
	return append([]string{"right:" + string(r)}, others...)
}
