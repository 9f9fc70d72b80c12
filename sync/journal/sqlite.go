package journal

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"

	"github.com/mattn/go-sqlite3"

	"branchbook/sync/fact"
)

// oldestSQLite is the first version without the WAL-reset race that could corrupt a database on which two
// connections write and checkpoint at once (3.7.0 … 3.51.2).
const oldestSQLite = 3051003

// Sync is how far a COMMIT waits for the disk.
type Sync string

const (
	// Full returns from COMMIT when the disk has it. The only setting for a box that people work at.
	Full Sync = "FULL"
	// Normal flushes now and then, so a power cut takes the last moments but breaks nothing. For what may be lost.
	Normal Sync = "NORMAL"
	// Off leaves flushing to the operating system: for simulators and for filling a demo.
	Off Sync = "OFF"
)

// conn is one SQLite connection with its prepared statements. It is not safe for concurrent use.
type conn struct {
	raw  *sqlite3.SQLiteConn
	free map[string][]driver.Stmt // prepared and not in use, by text
	list []driver.Stmt
	stop func() error // asked before every statement, where it is not nil: why to go no further
}

// openWriter opens the one connection that may write, sets its pragmas and asserts each of them.
func openWriter(path string, sync Sync) (*conn, error) {
	c, err := open(path, "rwc")
	if err != nil {
		return nil, err
	}
	level := map[Sync]string{Full: "2", Normal: "1", Off: "0"}[sync]
	err = c.pragmas([][2]string{
		{"journal_mode=WAL", "wal"}, {"synchronous=" + string(sync), level}, {"foreign_keys=ON", "1"},
		{"recursive_triggers=ON", "1"}, {"busy_timeout=10000", "10000"},
		{"journal_size_limit=67108864", "67108864"}, {"temp_store=MEMORY", "2"}, {"trusted_schema=OFF", "0"},
		{"cell_size_check=ON", "1"},
	})
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// openReader opens a connection that cannot write.
func openReader(path string) (*conn, error) {
	c, err := open(path, "rw") // read-only connections cannot create the shared memory of a WAL
	if err != nil {
		return nil, err
	}
	err = c.pragmas([][2]string{
		{"foreign_keys=ON", "1"}, {"busy_timeout=10000", "10000"}, {"temp_store=MEMORY", "2"},
		{"mmap_size=268435456", ""}, {"query_only=ON", "1"},
	})
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

func open(path, mode string) (*conn, error) {
	if _, version, _ := sqlite3.Version(); version < oldestSQLite {
		return nil, fmt.Errorf("SQLite %d is too old: 3.51.3 or newer is needed", version)
	}
	raw, err := (&sqlite3.SQLiteDriver{}).Open(fileURI(path) + "?mode=" + mode)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &conn{raw: raw.(*sqlite3.SQLiteConn), free: map[string][]driver.Stmt{}}, nil
}

// fileURI names a file as SQLite wants it, whatever characters its path has.
func fileURI(path string) string { return "file:" + (&url.URL{Path: path}).EscapedPath() }

// pragmas runs each "name=value" and, where a value is expected, reads the setting back.
func (c *conn) pragmas(list [][2]string) error {
	for _, p := range list {
		if err := c.script("PRAGMA " + p[0]); err != nil {
			return fmt.Errorf("PRAGMA %s: %w", p[0], err)
		}
		if p[1] == "" {
			continue
		}
		name, _, _ := strings.Cut(p[0], "=")
		got, err := c.pragma(name)
		if err != nil || got != p[1] {
			return fmt.Errorf("PRAGMA %s is %q where %q is needed (%w)", name, got, p[1], err)
		}
	}
	return nil
}

// pragma reads one setting as text.
func (c *conn) pragma(name string) (string, error) {
	return fact.One(c, func(row fact.Row) (string, error) {
		var v any
		err := row.Scan(&v)
		return fmt.Sprint(v), err
	}, "PRAGMA "+name)
}

// script runs statements that are used once and so are not kept prepared.
func (c *conn) script(sql string) error {
	_, err := c.raw.Exec(sql, nil)
	return err
}

// inTransaction reports whether a transaction is open. Some errors (disk full, I/O) end it whole.
func (c *conn) inTransaction() bool { return !c.raw.AutoCommit() }

func (c *conn) close() error {
	var errs []error
	for _, s := range c.list {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

func (c *conn) prepare(query string) (driver.Stmt, error) {
	if free := c.free[query]; len(free) > 0 {
		c.free[query] = free[:len(free)-1]
		return free[len(free)-1], nil
	}
	s, err := c.raw.Prepare(query)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, brief(query))
	}
	c.list = append(c.list, s)
	return s, nil
}

func (c *conn) release(query string, s driver.Stmt) { c.free[query] = append(c.free[query], s) }

// Exec implements [fact.Tables].
func (c *conn) Exec(query string, args ...any) (int64, error) {
	if c.stop != nil {
		if err := c.stop(); err != nil {
			return 0, err
		}
	}
	s, err := c.prepare(query)
	if err != nil {
		return 0, err
	}
	defer c.release(query, s)
	values, err := values(args)
	if err != nil {
		return 0, err
	}
	//lint:ignore SA1019 the driver's own call without a context is the one that starts no goroutine
	res, err := s.Exec(values)
	if err != nil {
		return 0, fmt.Errorf("%w in %s", err, brief(query))
	}
	return res.RowsAffected()
}

// Query implements [fact.Reader].
func (c *conn) Query(query string, args ...any) (fact.Rows, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	values, err := values(args)
	if err != nil {
		c.release(query, s)
		return nil, err
	}
	//lint:ignore SA1019 as in Exec
	r, err := s.Query(values)
	if err != nil {
		c.release(query, s)
		return nil, fmt.Errorf("%w in %s", err, brief(query))
	}
	return &rows{conn: c, stmt: s, query: query, rows: r, vals: make([]driver.Value, len(r.Columns()))}, nil
}

func brief(query string) string {
	q := strings.Join(strings.Fields(query), " ")
	if len(q) > 120 {
		q = q[:120] + "…"
	}
	return q
}

type rows struct {
	conn  *conn
	stmt  driver.Stmt
	query string
	rows  driver.Rows
	vals  []driver.Value
	err   error
	done  bool
}

func (r *rows) Next() bool {
	if r.done {
		return false
	}
	err := r.rows.Next(r.vals)
	if err == nil {
		return true
	}
	if !errors.Is(err, io.EOF) {
		r.err = fmt.Errorf("%w in %s", err, brief(r.query))
	}
	return false
}

func (r *rows) Err() error { return r.err }

func (r *rows) Close() error {
	if r.done {
		return nil
	}
	r.done = true
	err := r.rows.Close()
	r.conn.release(r.query, r.stmt)
	return err
}

func (r *rows) Scan(dst ...any) error {
	if len(dst) != len(r.vals) {
		return fmt.Errorf("scan: %d columns into %d targets in %s", len(r.vals), len(dst), brief(r.query))
	}
	for i, d := range dst {
		if err := assign(d, r.vals[i]); err != nil {
			return fmt.Errorf("scan column %d of %s: %w", i+1, brief(r.query), err)
		}
	}
	return nil
}

// assign puts a column's value into a target; the common targets first, others by reflection.
func assign(dst any, v driver.Value) error {
	switch d := dst.(type) {
	case *string:
		if s, ok := v.(string); ok {
			*d = s
			return nil
		}
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *[]byte:
		if b, ok := v.([]byte); ok {
			*d = b
			return nil
		}
	case *any:
		*d = v
		return nil
	}
	return assignReflect(reflect.ValueOf(dst).Elem(), v)
}

func assignReflect(t reflect.Value, v driver.Value) error {
	if v == nil {
		t.SetZero()
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		t.Set(reflect.New(t.Type().Elem()))
		return assignReflect(t.Elem(), v)
	case reflect.String:
		switch s := v.(type) {
		case string:
			t.SetString(s)
			return nil
		case []byte:
			t.SetString(string(s))
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if n, ok := v.(int64); ok && !t.OverflowInt(n) {
			t.SetInt(n)
			return nil
		}
	case reflect.Uint64:
		if n, ok := v.(int64); ok {
			t.SetUint(uint64(n))
			return nil
		}
	case reflect.Bool:
		if n, ok := v.(int64); ok {
			t.SetBool(n != 0)
			return nil
		}
	case reflect.Slice:
		if t.Type().Elem().Kind() == reflect.Uint8 {
			switch b := v.(type) {
			case []byte:
				t.SetBytes(b)
				return nil
			case string:
				t.SetBytes([]byte(b))
				return nil
			}
		}
	case reflect.Array:
		if b, ok := v.([]byte); ok && t.Type().Elem().Kind() == reflect.Uint8 && t.Len() == len(b) {
			reflect.Copy(t, reflect.ValueOf(b))
			return nil
		}
	}
	return fmt.Errorf("%T does not fit %s", v, t.Type())
}

// values turns arguments into what the driver binds.
func values(args []any) ([]driver.Value, error) {
	out := make([]driver.Value, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case nil:
		case string, int64, []byte:
			out[i] = v
		case int:
			out[i] = int64(v)
		case bool:
			out[i] = bit(v)
		default:
			d, err := valueReflect(reflect.ValueOf(a))
			if err != nil {
				return nil, err
			}
			out[i] = d
		}
	}
	return out, nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func valueReflect(v reflect.Value) (driver.Value, error) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return valueReflect(v.Elem())
	case reflect.String:
		return v.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int64(v.Uint()), nil
	case reflect.Bool:
		return bit(v.Bool()), nil
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Bytes(), nil
		}
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			b := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(b), v)
			return b, nil
		}
	}
	return nil, fmt.Errorf("cannot bind a %s", v.Type())
}

// Fault classes of the database, for messages to people. They are found with errors.Is.
var (
	// ErrDiskFull: nothing was written; reading goes on.
	ErrDiskFull = errors.New("the disk is full")
	// ErrDisk: the disk failed; the process must not go on writing.
	ErrDisk = errors.New("the disk failed")
)

// classify adds the fault class to a driver error.
func classify(err error) error {
	var se sqlite3.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code {
	case sqlite3.ErrFull:
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	case sqlite3.ErrIoErr, sqlite3.ErrCorrupt, sqlite3.ErrReadonly, sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", ErrDisk, err)
	}
	return err
}

// isDouble reports whether a statement failed because a row stands there already.
func isDouble(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && se.ExtendedCode == sqlite3.ErrConstraintUnique
}

// settled folds the write-ahead log into its database and fails while another process keeps a part of it from
// that: without its log the file would lack commits.
func (c *conn) settled() error {
	type state struct{ busy, log, done int64 }
	s, err := fact.One(c, func(r fact.Row) (s state, err error) {
		err = r.Scan(&s.busy, &s.log, &s.done)
		return
	}, `PRAGMA wal_checkpoint(PASSIVE)`)
	if err == nil && (s.busy != 0 || s.log != s.done) {
		err = errors.New("another process reads this book at the moment; try again")
	}
	return err
}

// backup copies a database, running or not, into a new file without holes, unless ctx ends first.
func (c *conn) backup(ctx context.Context, to string) error {
	_, err := c.raw.ExecContext(ctx, "VACUUM INTO ?", []driver.NamedValue{{Ordinal: 1, Value: to}})
	return err
}
