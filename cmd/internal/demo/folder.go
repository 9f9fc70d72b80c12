package demo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// stampFile marks a folder as a demonstration's. It is empty while the history is being written, and then says
// when that ended: a history broken off in the middle is thrown away.
const stampFile = "demo.stamp"

// prepare makes the folder ready and tells when its history was written; zero when there is none. Only what a
// demonstration left is thrown away.
func prepare(dir string, fresh bool) (written time.Time, err error) {
	stamp := filepath.Join(dir, stampFile)
	raw, err := os.ReadFile(stamp)
	switch {
	case err == nil && len(raw) > 0 && !fresh:
		if written, err = time.Parse(time.RFC3339, strings.TrimSpace(string(raw))); err != nil {
			return written, fmt.Errorf("%s does not say when the history was written; --fresh writes a new one", stamp)
		}
		return written, nil
	case err == nil:
		err = os.RemoveAll(dir)
	case errors.Is(err, os.ErrNotExist):
		err = vacant(dir)
	}
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(stamp, nil, 0o600)
	}
	return time.Time{}, err
}

// vacant refuses a folder in which there is something else.
func vacant(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && len(list) > 0 {
		return fmt.Errorf("%s holds something else than a demonstration; name an empty folder with --data", dir)
	}
	return err
}

// seal says that the history is whole.
func seal(dir string, written time.Time) error {
	return os.WriteFile(filepath.Join(dir, stampFile), []byte(written.UTC().Format(time.RFC3339)+"\n"), 0o600)
}
