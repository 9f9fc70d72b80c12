package main

import (
	"os"
	"path/filepath"
)

// The disk's flush is what every durable commit waits for; nothing at synchronous=FULL is faster.
const (
	page         = 4096
	frame        = page + 24 // a page and its header in SQLite's write-ahead log
	bookingPages = 10        // what one booking dirties
	region       = 4 << 20   // overwritten in turn, as a log that is restarted and not truncated
)

const baseFlush = "disk: overwrite 4 KiB, flush"

var disk = []measure{
	{name: baseFlush, run: flushLoop(page, true)},
	{name: "disk: append 4 KiB, flush", baseline: baseFlush, run: flushLoop(page, false)},
	{name: "disk: overwrite a booking's pages, flush", baseline: baseFlush, run: flushLoop(bookingPages*frame, true)},
	{name: "disk: append a booking's pages, flush", baseline: baseFlush, run: flushLoop(bookingPages*frame, false)},
}

// flushLoop writes size bytes and flushes the data, again and again: over a file that is there already, or at
// the end of one that grows.
func flushLoop(size int, over bool) func(*round) error {
	return func(r *round) error {
		f, err := os.Create(filepath.Join(r.dir, "flushed"))
		if err != nil {
			return err
		}
		defer f.Close()
		if over {
			if err := fill(f, region); err != nil {
				return err
			}
		}
		chunk, at := make([]byte, size), int64(0)
		return r.loop(1, func(int) error {
			if over && at+int64(size) > region {
				at = 0
			}
			if _, err := f.WriteAt(chunk, at); err != nil {
				return err
			}
			at += int64(size)
			return flush(f)
		})
	}
}

// fill makes a file of n written bytes, so that overwriting allocates nothing.
func fill(f *os.File, n int) error {
	if _, err := f.WriteAt(make([]byte, n), 0); err != nil {
		return err
	}
	return f.Sync()
}
