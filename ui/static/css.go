package static

import (
	"bytes"
	"regexp"
	"strconv"
)

// layers is the order of the cascade; a later layer wins whatever its selectors weigh.
var layers = []string{"reset", "tokens", "base", "kit", "screens", "documents"}

// stylesheet joins our layers and the generated places of the calendar into one file. The embedded
// files are part of the binary, so a missing one is a defect of the build and panics.
func stylesheet() []byte {
	var out bytes.Buffer
	out.WriteString("@layer reset,tokens,base,kit,screens,documents;\n")
	for _, layer := range layers {
		b, err := files.ReadFile("css/" + layer + ".css")
		if err != nil {
			panic(err)
		}
		out.WriteString("@layer " + layer + "{\n")
		out.Write(remarks.ReplaceAll(b, nil))
		out.WriteString("}\n")
	}
	out.WriteString("@layer kit{\n")
	out.Write(places())
	out.WriteString("}\n")
	return out.Bytes()
}

// remarks are for those who read the files, not for browsers.
var remarks = regexp.MustCompile(`(?s)/\*.*?\*/\n?`)

// Cells is how many five-minute cells a day has, and so how many places the calendar has.
const Cells = 24 * 12

// places generates the classes that put a block where its time is: t0…t287 its first five-minute
// cell, d1…d288 its length, n1…n288 the height of a column, l1…l4 and of2…of4 its lane, w0…w100 a
// bar's width in percent. The strict content policy forbids style attributes, which would otherwise
// carry these numbers.
func places() []byte {
	var b []byte
	rule := func(class string, n int, before string, value int, after string) {
		b = append(b, '.')
		b = strconv.AppendInt(append(b, class...), int64(n), 10)
		b = strconv.AppendInt(append(append(b, '{'), before...), int64(value), 10)
		b = append(append(b, after...), '}')
	}
	for i := range Cells {
		rule("t", i, "grid-row-start:", i+1, "")
		rule("d", i+1, "grid-row-end:span ", i+1, "")
		rule("n", i+1, "grid-template-rows:repeat(", i+1, ",var(--cell))")
	}
	for i := range 101 {
		rule("w", i, "inline-size:", i, "%")
	}
	return append(b, '\n')
}
