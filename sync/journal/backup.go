package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"branchbook/sync/fact"
)

const manifestFile = "manifest.json"

// manifest says what a backup holds, so that a damaged or mixed one is noticed before it is used.
type manifest struct {
	Version int               `json:"version"`
	At      time.Time         `json:"at"`
	Heads   []Head            `json:"heads"`
	SHA256  map[string]string `json:"sha256"` // by file
}

// nodeFiles are a node's databases, the book first.
var nodeFiles = []string{bookFile, "vault.db", "local.db"}

// BackupAll copies a node's databases, in use or not, into a new folder with a manifest. The book comes first:
// keys are durable before they are used, so a later vault opens all of an earlier book.
func BackupAll(ctx context.Context, dir, to string, now time.Time) ([]Head, error) {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return nil, err
	}
	heads, err := Backup(ctx, dir, to, now)
	if err != nil {
		return nil, err
	}
	m := manifest{Version: 1, At: now.UTC(), Heads: heads, SHA256: map[string]string{}}
	for _, name := range nodeFiles[1:] {
		if err := copyBook(ctx, filepath.Join(dir, name), filepath.Join(to, name)); err != nil {
			return nil, err
		}
	}
	for _, name := range nodeFiles {
		if err := errors.Join(os.Chmod(filepath.Join(to, name), 0o600), syncFile(filepath.Join(to, name))); err != nil {
			return nil, err
		}
		if m.SHA256[name], err = hashFile(filepath.Join(to, name)); err != nil {
			return nil, err
		}
	}
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	return heads, writeFile(filepath.Join(to, manifestFile), append(raw, '\n'))
}

// Restore copies a backup into a folder that is empty or does not exist. Opened there, the book begins a new
// epoch. A backup whose files are not those of its manifest is refused.
func Restore(from, dir string) error {
	m, err := readManifest(from)
	if err != nil {
		return err
	}
	if there, err := os.ReadDir(dir); err == nil && len(there) > 0 {
		return fmt.Errorf("%s is not empty; restore into a new folder", dir)
	}
	if err := m.check(from); err != nil {
		return err
	}
	if err := MakeDir(dir); err != nil {
		return err
	}
	for _, name := range nodeFiles {
		if err := copyFile(filepath.Join(from, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

// CheckBackup proves that the files of a backup are those of its manifest, and that each of them is a sound database.
// That the book in it is sound [Verify] proves.
func CheckBackup(from string) error {
	m, err := readManifest(from)
	if err != nil {
		return err
	}
	if err := m.check(from); err != nil {
		return err
	}
	for name := range m.SHA256 {
		if err := checkFile(filepath.Join(from, filepath.Base(name))); err != nil {
			return fmt.Errorf("%s in the backup: %w", name, err)
		}
	}
	return nil
}

// checkFile asks SQLite whether a database is whole.
func checkFile(path string) error {
	c, err := openReader(path)
	if err != nil {
		return err
	}
	lines, err := fact.All(c, fact.Text, `PRAGMA integrity_check`)
	if err == nil && !slices.Equal(lines, []string{"ok"}) {
		err = errors.New(strings.Join(lines, "; "))
	}
	return errors.Join(err, c.close())
}

func readManifest(from string) (m manifest, err error) {
	raw, err := os.ReadFile(filepath.Join(from, manifestFile))
	if err != nil {
		return m, fmt.Errorf("%s is not a backup: %w", from, err)
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, fmt.Errorf("manifest: %w", err)
	}
	if m.Version != 1 {
		return m, ErrNewer
	}
	return m, nil
}

func (m manifest) check(from string) error {
	for _, name := range nodeFiles {
		got, err := hashFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if got != m.SHA256[name] {
			return fmt.Errorf("%s in the backup is damaged", name)
		}
	}
	return nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), errors.Join(err, f.Close())
}

// SideOf says whose book is in dir: "branch" or "hub".
func SideOf(dir string) (string, error) {
	path := filepath.Join(dir, bookFile)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("there is no book: %w", err)
	}
	c, err := openReader(path)
	if err != nil {
		return "", err
	}
	side, err := c.meta("side")
	return side, errors.Join(err, c.close())
}
