package fact

import "errors"

// ErrNotFound is what [One] returns when there is no such row.
var ErrNotFound = errors.New("not found")

// Reader reads committed tables, or inside a command the tables as they are being changed. Arguments may be
// strings, integers, booleans (stored 0/1), byte slices, types based on those, pointers to them, and nil.
type Reader interface {
	Query(query string, args ...any) (Rows, error)
}

// Tables is what a fold writes to.
type Tables interface {
	Reader
	// Exec runs one statement and returns the number of rows it changed.
	Exec(query string, args ...any) (int64, error)
}

// Row is a row under the cursor. Scan takes pointers to strings, integers, booleans, byte slices, types based
// on those, and pointers to pointers of them for columns that may be NULL (NULL into a plain target gives its
// zero value).
type Row interface {
	Scan(dst ...any) error
}

// Rows is the result of a query. It must be closed before the next statement of the same text runs.
type Rows interface {
	Row
	Next() bool
	Err() error
	Close() error
}

// closing closes rows and reports a failure to do so where nothing worse happened.
func closing(rows Rows, err *error) {
	if e := rows.Close(); *err == nil {
		*err = e
	}
}

// All runs a query and reads every row.
func All[T any](r Reader, scan func(Row) (T, error), query string, args ...any) (all []T, err error) {
	err = Each(r, scan, func(t T) error {
		all = append(all, t)
		return nil
	}, query, args...)
	return all, err
}

// Each runs a query and hands on row by row, of which only one is held. It ends with the first error of do.
func Each[T any](r Reader, scan func(Row) (T, error), do func(T) error, query string, args ...any) (err error) {
	rows, err := r.Query(query, args...)
	if err != nil {
		return err
	}
	defer closing(rows, &err)
	for rows.Next() {
		t, err := scan(rows)
		if err == nil {
			err = do(t)
		}
		if err != nil {
			return err
		}
	}
	return rows.Err()
}

// One runs a query and reads its first row; no row is [ErrNotFound].
func One[T any](r Reader, scan func(Row) (T, error), query string, args ...any) (one T, err error) {
	rows, err := r.Query(query, args...)
	if err != nil {
		return one, err
	}
	defer closing(rows, &err)
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return one, err
		}
		return one, ErrNotFound
	}
	return scan(rows)
}

// Text, Int and the like scan a single column.
func Text(row Row) (s string, err error) { err = row.Scan(&s); return }

// Int scans a single integer column; NULL is 0.
func Int(row Row) (n int64, err error) { err = row.Scan(&n); return }

// Value scans a single column of a type based on string or an integer.
func Value[T any](row Row) (v T, err error) { err = row.Scan(&v); return }
