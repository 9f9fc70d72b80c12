package imports

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// maxLine is the most bytes that are held of one record: MaxRowBytes of text with every quote doubled.
const maxLine = 2*MaxRowBytes + 1024

// lines parts a file into records of CSV. A record whose quotes do not match costs its first line only: what
// follows is read again from the next one, so that one stray quote does not swallow the rest of the file.
type lines struct {
	r    *bufio.Reader
	line int      // number of the last line taken
	back []string // lines to take again, the next one last
}

// record reads the next record, its fields and the line on which it begins, or why that line is refused. Width is
// how many fields a record of several lines has to have, 0 for any number. [io.EOF] after the last.
func (l *lines) record(width int) (fields []string, line int, refused *Problem, err error) {
	text, long, err := l.next()
	for err == nil && !long && strings.Trim(text, "\r\n") == "" {
		text, long, err = l.next() // nothing stands on it
	}
	if err != nil {
		return nil, 0, nil, err
	}
	line = l.line
	if long {
		return nil, line, &Problem{Kind: TooLarge}, nil
	}
	var more []string
	for strings.Count(text, `"`)%2 == 1 && len(text) <= maxLine {
		next, long, err := l.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, line, nil, err
		}
		if err != nil || long {
			if long {
				next = strings.Repeat(" ", maxLine+1) + "\n" // refused again when its turn comes
			}
			if err == nil {
				more = append(more, next)
			}
			break
		}
		more = append(more, next)
		text += next
	}
	fields, bad := split(text)
	if bad || len(more) > 0 && width > 0 && len(fields) != width {
		for i := len(more) - 1; i >= 0; i-- {
			l.back = append(l.back, more[i])
		}
		l.line -= len(more)
		return nil, line, &Problem{Kind: Unreadable}, nil
	}
	return fields, line, nil, nil
}

func split(text string) (fields []string, bad bool) {
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord = -1
	fields, err := c.Read()
	return fields, err != nil
}

// next takes a line with its end. One that is longer than a row may be is passed over without being held.
func (l *lines) next() (text string, long bool, err error) {
	if n := len(l.back); n > 0 {
		text, l.back = l.back[n-1], l.back[:n-1]
		l.line++
		return text, len(text) > maxLine, nil
	}
	var b strings.Builder
	for {
		part, err := l.r.ReadSlice('\n')
		if b.Len() <= maxLine {
			b.Write(part)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || b.Len() == 0):
			return "", false, err
		}
		l.line++
		return b.String(), b.Len() > maxLine, nil
	}
}
