package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// The thin server is what the product's HTTP is compared with: the same SQLite driver and net/http, but no sessions, no
// permissions, no templates and no facts. It runs in a process of its own, this program started as "thin".

// thinWord starts this program as the thin server: bench thin <address> <folder of a salon> <date>.
const thinWord = "thin"

// thinServer answers the paths below.
type thinServer struct {
	page    []byte
	on      string
	readers chan fact.Reader
	book    chan chan error
}

func serveThin(args []string) error {
	if len(args) != 3 {
		return errors.New("thin: address, folder, date")
	}
	s := &thinServer{on: args[2], readers: make(chan fact.Reader, 1), book: make(chan chan error, 256)}
	s.page = appendPage(nil, inventedRows())
	tables, err := journal.Bare(filepath.Join(args[1], "book.db"), journal.Full)
	if err != nil {
		return err
	}
	defer tables.Close()
	s.readers <- tables
	path := filepath.Join(args[1], "thin.db")
	made, err := journal.Scratch(path, []fact.Schema{thinSchema})
	if err != nil {
		return err
	}
	var next atomic.Int64
	if err := errors.Join(thinFill(made, &next, 10_000), made.Close()); err != nil {
		return err
	}
	writer, err := journal.Bare(path, journal.Full)
	if err != nil {
		return err
	}
	defer writer.Close()
	go s.write(writer, &next)
	l, err := net.Listen("tcp", args[0])
	if err != nil {
		return err
	}
	return http.Serve(l, s.routes())
}

func (s *thinServer) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("pong")) })
	m.HandleFunc("GET /static", func(w http.ResponseWriter, _ *http.Request) { s.html(w, s.page) })
	rows := inventedRows()
	m.HandleFunc("GET /append", func(w http.ResponseWriter, _ *http.Request) {
		s.html(w, appendPage(make([]byte, 0, len(s.page)), rows))
	})
	m.HandleFunc("GET /day", s.day)
	m.HandleFunc("POST /book", func(w http.ResponseWriter, r *http.Request) {
		done := make(chan error, 1)
		s.book <- done
		if err := errors.Join(r.ParseForm(), <-done); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, "/ping", http.StatusSeeOther)
	})
	return m
}

func (s *thinServer) html(w http.ResponseWriter, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page)
}

// write books what waits, in groups.
func (s *thinServer) write(t fact.Tables, next *atomic.Int64) {
	for first := range s.book {
		group := []chan error{first}
		for len(group) < 128 && len(s.book) > 0 {
			group = append(group, <-s.book)
		}
		err := execute(t, begin)
		for range group {
			err = errors.Join(err, execute(t, []op{{sql: `SAVEPOINT one`}}), thinBook(t, next.Add(1)),
				execute(t, []op{{sql: `RELEASE one`}}))
		}
		err = errors.Join(err, execute(t, commit))
		for _, done := range group {
			done <- err
		}
	}
}

// thinRow is what a block of the page says.
type thinRow struct {
	visit, client, service, status, who string
	from, to                            int
}

func inventedRows() (rows []thinRow) {
	for i := range perDay {
		rows = append(rows, thinRow{fmt.Sprintf("0194c0de-0000-7000-8000-%012d", i), "Tanaka Hana", "Cut and colour",
			"booked", strconv.Itoa(i % staff), opensMin + i/staff*slotMin, opensMin + i/staff*slotMin + slotMin})
	}
	return rows
}

// day reads the salon's day in one query.
func (s *thinServer) day(w http.ResponseWriter, _ *http.Request) {
	r := <-s.readers
	rows, err := fact.All(r, func(row fact.Row) (x thinRow, err error) {
		err = row.Scan(&x.visit, &x.client, &x.service, &x.status, &x.who, &x.from, &x.to)
		return x, err
	}, `
		SELECT v.visit, p.name, b.service, v.status, b.practitioner, b.start_min, b.end_min
		FROM booking_visit v INDEXED BY booking_visit_on
		CROSS JOIN booking_block b ON b.jid = v.jid AND b.visit = v.visit
		JOIN clients_person p ON p.jid = v.jid AND p.client = v.client
		WHERE v.jid = 1 AND v.business_on = ?
		ORDER BY b.practitioner, b.start_min`, s.on)
	s.readers <- r
	if err != nil || len(rows) == 0 {
		http.Error(w, fmt.Sprint("no day: ", err), http.StatusInternalServerError)
		return
	}
	s.html(w, appendPage(make([]byte, 0, len(s.page)), rows))
}

// appendPage is a page of about the size of a calendar, by plain appends.
func appendPage(b []byte, rows []thinRow) []byte {
	b = append(b, "<!doctype html><title>Day</title><main>"...)
	for _, x := range rows {
		b = append(append(b, `<a class="block t12 d6" href="/visits/`...), x.visit...)
		b = append(append(b, `" data-status="`...), x.status...)
		b = strconv.AppendInt(append(b, `"><b>`...), int64(x.from), 10)
		b = strconv.AppendInt(append(b, '-'), int64(x.to), 10)
		b = append(append(b, `</b><span>`...), x.client...)
		b = append(append(b, `</span><i>`...), x.service...)
		b = append(append(b, `</i><em>`...), x.who...)
		b = append(b, `</em></a>`...)
	}
	return append(b, "</main>"...)
}

// thin starts the thin server beside a copy of a salon.
func (l *lab) thin(s *salon) (*process, error) {
	own, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return spawn(own, func(address string) []string { return []string{thinWord, address, s.dir, string(s.from)} })
}
