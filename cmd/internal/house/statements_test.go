package house

import (
	"context"
	"crypto/rand"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"branchbook/hub/report"
	"branchbook/sync/book"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// statement is SQL as it stands in the source.
type statement struct {
	at  string // file:line
	sql string
}

// statements finds every SQL text that is handed to Exec, Query, fact.One, fact.All or a scan helper, put
// together from literals and constants of its package.
func statements(t *testing.T, root string) (all []statement) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		found, err := statementsOf(path)
		all = append(all, found...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// statementsOf reads one folder's files, tests aside.
func statementsOf(dir string) (all []statement, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	constants := constantsOf(files)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			for _, arg := range call.Args {
				if sql, whole := text(arg, constants); whole && isSQL(sql) {
					all = append(all, statement{set.Position(arg.Pos()).String(), sql})
				}
			}
			return true
		})
	}
	return all, nil
}

func constantsOf(files []*ast.File) map[string]ast.Expr {
	found := map[string]ast.Expr{}
	for _, f := range files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i < len(v.Values) {
						found[name.Name] = v.Values[i]
					}
				}
			}
		}
	}
	return found
}

// text evaluates an expression of literals, constants and plus signs.
func text(e ast.Expr, constants map[string]ast.Expr) (s string, whole bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, e.Kind == token.STRING && err == nil
	case *ast.Ident:
		if c, ok := constants[e.Name]; ok {
			return text(c, constants)
		}
	case *ast.BinaryExpr:
		a, ok1 := text(e.X, constants)
		b, ok2 := text(e.Y, constants)
		return a + b, ok1 && ok2
	}
	return "", false
}

func isSQL(s string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	word, _, _ = strings.Cut(word, "\n")
	switch word {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return true
	}
	return false
}

// openHub is the fullest book there is.
func openHub(t *testing.T) *journal.Book {
	t.Helper()
	b, err := journal.Open(context.Background(), journal.Options{
		Dir: t.TempDir(), Node: "hub", Definition: report.Extend(book.Definition()), Random: rand.Reader,
		Clock: fact.ClockFunc(time.Now), Sync: journal.Off, InputKey: []byte("k"),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// TestEveryStatementPrepares prepares each statement of the source against a fresh database.
func TestEveryStatementPrepares(t *testing.T) {
	var all []statement
	for _, folder := range []string{"sync", "edge", "hub"} {
		all = append(all, statements(t, filepath.Join("../../..", folder))...)
	}
	if len(all) < 100 {
		t.Fatal("only", len(all), "statements found: the search is broken")
	}
	elsewhere := 0
	err := openHub(t).Read(context.Background(), func(v *journal.View) error {
		for _, s := range all {
			if ownTables(s.sql) {
				elsewhere++
				continue
			}
			rows, err := v.Query("EXPLAIN " + s.sql)
			if err != nil {
				t.Errorf("%s: %v", s.at, err)
				continue
			}
			if err := rows.Close(); err != nil {
				t.Errorf("%s: %v", s.at, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(all)-elsewhere, "statements prepared;", elsewhere,
		"belong to vault.db, local.db or two databases at once")
}

// ownTables reports whether a statement is not about a book alone: the side databases and the copying between
// two books have tests of their own that run every statement.
func ownTables(sql string) bool {
	for _, word := range []string{"vault_", "access_", "old.", "main.journal"} {
		if strings.Contains(sql, word) {
			return true
		}
	}
	return false
}

// TestHotStatementsUseTheirIndexes looks at the plans of what runs at every click and every commit: none may
// walk a whole table.
func TestHotStatementsUseTheirIndexes(t *testing.T) {
	hot := []string{"journal_commit", "journal_subject", "booking_cell", "booking_block", "booking_visit",
		"courses_session", "ledger_posting", "rights_holding", "clients_phone", "imports_row"}
	err := openHub(t).Read(context.Background(), func(v *journal.View) error {
		for _, folder := range []string{"sync/booking", "sync/courses", "sync/rights", "sync/imports", "edge/desk"} {
			for _, s := range statements(t, filepath.Join("../../..", folder)) {
				plan, err := fact.All(v, func(row fact.Row) (string, error) {
					var id, parent, unused int64
					var detail string
					err := row.Scan(&id, &parent, &unused, &detail)
					return detail, err
				}, "EXPLAIN QUERY PLAN "+s.sql)
				if err != nil {
					t.Errorf("%s: %v", s.at, err)
				}
				for _, step := range plan {
					for _, table := range hot {
						if walks(step, table) && !network[filepath.Base(strings.Split(s.at, ":")[0])] {
							t.Errorf("%s: %s", s.at, step)
						}
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// walks reports whether a step of a plan reads all of a table, or all rows of a journal in it.
func walks(step, table string) bool {
	return strings.HasPrefix(step, "SCAN "+table) ||
		strings.HasPrefix(step, "SEARCH "+table) && strings.HasSuffix(step, "(jid=?)")
}

// network names files whose queries are about the whole network or an audit and may walk.
var network = map[string]bool{}
