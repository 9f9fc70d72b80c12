package access

import (
	"os"
	"path/filepath"
	"syscall"
)

// DiskFree is how many bytes may still be written where a folder is; 0 where that cannot be told.
func DiskFree(dir string) uint64 {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0
	}
	return st.Bavail * uint64(st.Bsize)
}

// BookSize is how many bytes the book in a folder takes, its write-ahead log among them.
func BookSize(dir string) (bytes int64) {
	for _, name := range []string{"book.db", "book.db-wal"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}
