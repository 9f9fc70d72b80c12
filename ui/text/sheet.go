package text

import (
	"encoding/csv"
	"io"
	"strings"
)

// Sheet begins a CSV file that spreadsheets open: UTF-8 with its mark, CRLF. What people wrote goes into it through
// [Harmless]. Whoever writes it flushes it.
func Sheet(w io.Writer) (*csv.Writer, error) {
	_, err := io.WriteString(w, "\ufeff")
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out, err
}

// Harmless keeps a spreadsheet from taking text for a formula.
func Harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠|%", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
