package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"branchbook/edge"
	"branchbook/sync/access"
	"branchbook/sync/journal"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// patience is how long a test of the line waits for headquarters.
const patience = 5 * time.Second

// testLine asks headquarters for a word and says how long it took.
func (s *site) testLine(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	took, err := s.e.Ask(ctx)
	said := a.Text.T("sync.answered", "Millis", a.Text.Count(max(1, took.Milliseconds())))
	if err != nil {
		said = a.Text.T("sync.unanswered", "Span", a.Text.Span(patience))
	}
	s.done(w, r, pages.SyncPath, said)
}

// linesView is how the line changed; that it cannot be read is logged, the page is shown all the same.
func (s *site) linesView(r *http.Request, a pages.Around, zone *time.Location) (events []kit.Event) {
	all, err := s.e.Local.Lines()
	if err != nil {
		s.log.Error("changes of the line", "ref", access.Reference(r.Context()), "error", err)
	}
	for _, c := range all {
		events = append(events, kit.Event{At: in(c.At, zone), What: a.Text.T("line." + c.Line), Reason: c.Why})
	}
	return events
}

// diagnosis is what those who help need to know of this branch, as plain text. Nothing in it names a client or a
// person who works here, and no key.
func (s *site) diagnosis(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	st, err := s.e.Standing(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	now := s.e.Clock.Now().UTC()
	var b strings.Builder
	s.reportNode(&b, now, a.Code)
	reportLine(&b, st)
	s.reportCare(&b)
	if err := s.reportBook(r.Context(), &b); err != nil {
		fmt.Fprintln(&b, "the book could not be read:", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="branchbook-`+now.Format("20060102-150405")+`.txt"`)
	_, _ = io.WriteString(w, b.String())
}

func (s *site) reportNode(b *strings.Builder, now time.Time, code string) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	head := s.e.Book.Head(s.e.Node)
	fmt.Fprintf(b, "Branchbook %s, %s %s/%s, %d cores\n", s.e.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH,
		runtime.NumCPU())
	fmt.Fprintf(b, "made at           %s\nbranch            %s\n", now.Format(time.RFC3339), code)
	fmt.Fprintf(b, "journal           %s\nepoch             %s\nbox               %s\ncommits           %d\n",
		head.Journal, head.Epoch, s.e.Book.Box(), head.Height)
	fmt.Fprintf(b, "memory            %d MiB, %d goroutines\n", m.Sys>>20, runtime.NumGoroutine())
	fmt.Fprintf(b, "disk              book %d MiB, free %d MiB\n", access.BookSize(s.e.Dir)>>20,
		access.DiskFree(s.e.Dir)>>20)
}

func reportLine(b *strings.Builder, st edge.Standing) {
	at := func(t time.Time) string {
		if t.IsZero() {
			return "never"
		}
		return t.UTC().Format(time.RFC3339)
	}
	fmt.Fprintf(b, "\nenrolled          %t\nline              %s since %s\nlast heard        %s\n", st.Enrolled, st.Line,
		at(st.Since), at(st.Heard))
	fmt.Fprintf(b, "waiting           %d, oldest %s\nstored at hub     %d, complete up to %s, in its backup up to %s\n",
		st.Waiting, at(st.OldestAt), st.Stored, at(st.Watermark), at(st.SafeAt))
	fmt.Fprintf(b, "hub's clock       %v ahead\n", st.HubAhead)
	if st.Refusal != nil {
		fmt.Fprintf(b, "refused           %s\n", st.Refusal.Code)
	}
}

func (s *site) reportCare(b *strings.Builder) {
	states, err := s.e.Care.States()
	if err != nil {
		fmt.Fprintln(b, "jobs could not be read:", err)
	}
	names := make([]string, 0, len(states))
	for name := range states {
		names = append(names, name)
	}
	slices.Sort(names)
	fmt.Fprintln(b)
	for _, name := range names {
		j := states[name]
		fmt.Fprintf(b, "job %-13s good %s, took %v %s\n", name, j.GoodAt.UTC().Format(time.RFC3339), j.Took, j.Problem)
	}
	lines, err := s.e.Local.Lines()
	if err != nil {
		fmt.Fprintln(b, "changes of the line could not be read:", err)
	}
	fmt.Fprintln(b)
	for _, c := range lines {
		fmt.Fprintf(b, "%s  %s  %s\n", c.At.UTC().Format(time.RFC3339), c.Line, c.Why)
	}
}

// reportBook says what in the book waits for a person or another version; commits by number, not by content.
func (s *site) reportBook(ctx context.Context, b *strings.Builder) error {
	return s.e.Book.Read(ctx, func(v *journal.View) error {
		held, err := journal.HeldCommits(v)
		if err != nil {
			return err
		}
		displaced, err := journal.DisplacedCommits(v, v.JID(), 50)
		if err != nil {
			return err
		}
		refused, err := journal.RefusedBatches(v, 20)
		fmt.Fprintf(b, "\nheld commits      %d\ndisplaced commits %d\n", len(held), len(displaced))
		for _, x := range refused {
			fmt.Fprintf(b, "turned away       %s %s\n", x.At.UTC().Format(time.RFC3339), x.Code)
		}
		return err
	})
}
