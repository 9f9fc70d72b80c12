package journal

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// The log stays short however much is committed, though readers come and go; see [longLog].
func TestTheLogIsBegunAnew(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 60 MiB, each commit flushed")
	}
	x := newBox(t, "branch")
	x.close()
	x.o.Sync = Full
	x.open()
	var longest int64
	for i := range 700 {
		if _, err := x.note(fmt.Sprint("c", i), "branch", "n:1", 90_000); err != nil {
			t.Fatal(err)
		}
		if err := x.book.Read(context.Background(), func(*View) error { return nil }); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(x.book.path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		longest = max(longest, info.Size())
	}
	if longest < 8<<20 || longest > 64<<20 {
		t.Errorf("the log grew to %d MiB", longest>>20)
	}
	if n := x.count(`SELECT count(*) FROM toy_note`); n != 700 {
		t.Errorf("%d notes", n)
	}
}
