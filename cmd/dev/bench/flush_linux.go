package main

import (
	"os"
	"syscall"
)

// flush waits until the file's data is on the disk, as SQLite does.
func flush(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
