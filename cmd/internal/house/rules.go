package house

import "regexp"

// topAllowed is all that may stand at the top of the tree besides dot-entries.
var topAllowed = []string{"cmd", "deploy", "edge", "go.mod", "go.sum", "hub", "README.md", "sync", "ui"}

// ignoredFolders are made by running things here and are ignored by git.
var ignoredFolders = []string{"data", "bench", "ui/static/dist", "node_modules"}

// textKinds are the files that people read and write.
var textKinds = []string{".go", ".sql", ".js", ".css", ".md", ".sh", ".conf", ".service", ".yaml", ".yml"}

// wall says that no file in a folder of From imports anything in To.
type wall struct {
	From, To []string
	Why      string
}

var walls = []wall{
	{[]string{"edge"}, []string{"hub"},
		"a branch must work with no hub in the world; edge and hub meet only in cmd"},
	{[]string{"hub"}, []string{"edge"},
		"the hub knows branches by their journals only; edge and hub meet only in cmd"},
	{[]string{"sync"}, []string{"edge", "hub", "ui"},
		"sync is what both sides agree on; it cannot know either of them, nor how anything looks"},
	{[]string{"ui"}, []string{"sync/journal", "sync/link", "edge", "hub"},
		"a screen is a function of values: no SQL and no NATS inside"},
	{[]string{"ui/desk", "ui/head", "ui/public", "ui/text"}, []string{"net/http"}, // ui/kit has the responder
		"a screen is a function of values: no request inside"},
	{[]string{"sync", "edge", "hub", "ui"}, []string{"cmd"},
		"programs are made of the other folders, not the other way round"},
}

// gate says that a library is imported only in the folders of Only.
type gate struct {
	Library string // the import path or a prefix of it
	Only    []string
	Why     string
}

var gates = []gate{
	{"github.com/mattn/go-sqlite3", []string{"sync/journal"},
		"one writer and asserted pragmas are kept only if the driver has one door"},
	{"database/sql", []string{"sync/journal"},
		"reads go through fact.Reader, so that every one of them is a consistent snapshot"},
	{"github.com/pressly/goose", []string{"sync/journal"},
		"the journal migrates its databases itself, behind a copy"},
	{"github.com/nats-io", []string{"sync/link"},
		"NATS is the pipe; whoever speaks it elsewhere would trust a broker's acknowledgement"},
	{"github.com/shopspring/decimal", []string{"sync/money"},
		"amounts are whole minor units; decimals are for rates and parsing inside money"},
	{"github.com/maragudk/gomponents", []string{"ui"},
		"a later move to the module's newer path is one edit; handlers use kit.Node"},
	{"maragu.dev/gomponents", []string{"ui"},
		"the module in use is github.com/maragudk/gomponents, and only under ui"},
	{"github.com/chromedp", []string{"cmd/internal/browser"},
		"the product starts no browser; the tests of pages do, through one door"},
	{"github.com/alexflint/go-arg", []string{"cmd"},
		"flags and environment end in cmd; below it a setting is an argument"},
}

// arrows lists, for each folder of sync, the other folders of sync that it may import. A folder that is not
// listed may import none: a new one begins with a row here.
var arrows = map[string][]string{
	"fact":      {},
	"money":     {"fact"},
	"rights":    {"fact"},
	"branches":  {"fact", "money", "rights"},
	"catalogue": {"fact", "money", "rights"},
	"people":    {"fact", "money", "rights"},
	"hours":     {"fact", "money", "rights"},
	"clients":   {"fact", "money", "rights"},
	"ledger":    {"fact", "money", "rights"},
	"courses":   {"fact", "money", "rights", "catalogue", "ledger"},
	"booking":   {"fact", "money", "rights", "catalogue", "clients", "courses", "hours", "ledger", "people"},
	"imports":   {"fact", "money", "rights", "booking", "clients"},
	"book": {"fact", "money", "rights", "branches", "booking", "catalogue", "clients", "courses", "hours",
		"imports", "ledger", "people"},
	"journal": {"fact"},
	"link":    {"fact", "journal"},
	"access":  {"fact", "journal", "people"}, // the way in: sessions are kept, roles are asked
	"chores":  {"fact", "journal", "access"}, // what a node does at night
}

const whyArrows = "domain folders form a picture without circles, and none of them knows where it is stored; " +
	"the allowed arrows stand in cmd/internal/house/rules.go"

// testArrows may be imported by every test in sync: folds and queries are tested on a real SQLite file.
var testArrows = []string{"journal/journaltest"}

// repeatable are the folders whose code must do the same on every machine and at every refolding.
var repeatable = []string{
	"sync/fact", "sync/money", "sync/rights", "sync/branches", "sync/catalogue", "sync/people", "sync/hours",
	"sync/clients", "sync/booking", "sync/courses", "sync/ledger", "sync/imports",
}

// chanceImports and chanceCalls reach for what differs between two runs.
var (
	chanceImports = []string{"math/rand", "math/rand/v2", "crypto/rand"}
	chanceCalls   = []string{
		"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.Tick", "time.NewTimer",
		"uuid.New", "uuid.NewString", "uuid.NewV7", "uuid.NewUUID", "uuid.NewRandom", "os.Getenv", "os.Hostname",
	}
	chanceSQL = regexp.MustCompile(
		`(?i)'now'|\bcurrent_(timestamp|date|time)\b|\brandom(blob)?\s*\(|\bunixepoch\s*\(\s*\)`)
)

const whyRepeatable = "rules and folds give the same answer on every machine, today and when refolded in ten " +
	"years: instants, ids and randomness are arguments"

// wholeNumbers are the folders in which an amount could meet a float.
var wholeNumbers = []string{"sync/money", "sync/ledger", "sync/courses"}

const whyFloats = "money is whole minor units; a float would make two sums of the same rows differ"

// The shape that keeps a file readable.
const (
	maxColumns   = 120 // a tab counts as four
	maxFuncLines = 80
)

// longFunctions may exceed maxFuncLines, each with its reason. It is empty, and better so.
var longFunctions = map[string]string{}

// Marks of unfinished work, written in halves so that this file keeps its own rule.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

const whyUnfinished = "what is missing belongs in an issue, where somebody looks for it"

// inlineMarkup finds attributes that the content security policy blocks, inside one string literal.
var inlineMarkup = regexp.MustCompile(`(?i)(^|[\s"'<])(style|on[a-z]{3,}|hx-on[:a-z-]*)\s*=\s*("|'|$)`)

// inlineAttr is the same for a bare attribute name handed to a function.
var inlineAttr = regexp.MustCompile(`(?i)^(style|on[a-z]{3,}|hx-on.*)$`)

const whyMarkup = "the policy style-src 'self', script-src 'self' blocks it in every browser: " +
	"looks are classes in ui/kit, behaviour is in the scripts of ui/static"
