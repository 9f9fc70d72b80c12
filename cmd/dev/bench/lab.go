package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// lab holds what several measurements share: books filled once a run. It belongs to one goroutine.
type lab struct {
	o      options
	dir    string // made with the first shared thing
	shared map[string]*made
}

// made is a shared thing, or why it could not be made.
type made struct {
	value any
	err   error
}

func newLab(o options) *lab { return &lab{o: o, shared: map[string]*made{}} }

// share makes a thing in a folder of its own when it is first asked for.
func share[T any](l *lab, name string, prepare func(dir string) (T, error)) (T, error) {
	m := l.shared[name]
	if m == nil {
		m = &made{}
		l.shared[name] = m
		var dir string
		if dir, m.err = l.folder(name); m.err == nil {
			m.value, m.err = prepare(dir)
		}
	}
	value, _ := m.value.(T)
	return value, m.err
}

func (l *lab) folder(name string) (string, error) {
	if l.dir == "" {
		var err error
		if l.dir, err = os.MkdirTemp("bench", "lab-"); err != nil {
			return "", err
		}
	}
	dir := filepath.Join(l.dir, name)
	return dir, os.Mkdir(dir, 0o700)
}

func (l *lab) close() {
	if l.dir != "" {
		_ = os.RemoveAll(l.dir) // a leftover folder is seen and ignored by git
	}
}

// copyNode copies the folder of a closed node. The lock file is linked instead: its inode tells a book from its
// copy, and these copies are to go on as the same box.
func copyNode(from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		target := filepath.Join(to, filepath.Base(path))
		if filepath.Ext(path) == ".lock" {
			return os.Link(path, target)
		}
		return copyFile(path, target)
	})
}

func copyFile(from, to string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, w.Sync(), w.Close()) // flushed now, so that nobody measures it
}
