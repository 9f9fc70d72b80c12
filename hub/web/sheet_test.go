package web

import (
	"bytes"
	"errors"
	"testing"
)

// TestAFileHoldsEveryRow: a file does not stop at what a spreadsheet opens, and a failure on the way is no short file.
func TestAFileHoldsEveryRow(t *testing.T) {
	const rows = 1_000_003
	all := func(n int, end error) sheet {
		return sheet{[]column{{name: "n"}}, func(do func([]cell) error) error {
			for range n {
				if err := do([]cell{{plain: "x"}}); err != nil {
					return err
				}
			}
			return end
		}}
	}
	var lines lineCounter
	if err := all(rows, nil).write(&lines); err != nil || lines != rows+1 {
		t.Errorf("%d lines, %v", lines, err)
	}
	gone := errors.New("the disk is gone")
	if err := all(3, gone).write(&lines); !errors.Is(err, gone) {
		t.Error("a failure went unnoticed:", err)
	}
}

type lineCounter int

func (c *lineCounter) Write(b []byte) (int, error) {
	*c += lineCounter(bytes.Count(b, []byte("\n")))
	return len(b), nil
}
