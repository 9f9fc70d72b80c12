package fact

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// Unmarshal reads JSON as encoding/json does, but only a text that every reader understands alike: UTF-8, no member
// twice in one object, none whose name differs from a known one only in case. Other members that are not known are
// passed over. Below a [json.RawMessage] no name is known, so only doubled members are refused there; who reads that
// part later calls Unmarshal again.
func Unmarshal[T any](b []byte, into *T) error {
	if err := json.Unmarshal(b, into); err != nil {
		return err
	}
	if !utf8.Valid(b) {
		return errors.New("not UTF-8")
	}
	r := reading{text: b}
	return r.value(shapeOf(reflect.TypeFor[T]()))
}

// shape is which members a Go type reads: of a struct its fields, of a list or map what its elements read. Nil is a
// value that reads no members, or none that are known by name.
type shape struct {
	names   []string
	fields  map[string]field
	element *shape
}

type field struct {
	bit   uint64 // its place among the names
	shape *shape
}

var (
	shapes sync.Map // of shape, by reflect.Type; only whole ones

	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := draw(t, map[reflect.Type]*shape{})
	shapes.Store(t, s)
	return s
}

// draw makes the shape of a type; begun holds those that are being made, because types may contain themselves.
func draw(t reflect.Type, begun map[reflect.Type]*shape) *shape {
	if s, ok := begun[t]; ok {
		return s
	}
	if p := reflect.PointerTo(t); p.Implements(jsonUnmarshaler) || p.Implements(textUnmarshaler) {
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		return draw(t.Elem(), begun)
	case reflect.Slice, reflect.Array, reflect.Map:
		s := &shape{}
		begun[t] = s
		s.element = draw(t.Elem(), begun)
		return s
	case reflect.Struct:
		s := &shape{fields: map[string]field{}}
		begun[t] = s
		s.draw(t, begun)
		return s
	}
	return nil
}

// draw adds the fields of a struct; those of an embedded one stand beside its own.
func (s *shape) draw(t reflect.Type, begun map[reflect.Type]*shape) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			s.draw(f.Type, begun)
			continue
		case !f.IsExported() || f.Tag.Get("json") == "-":
			continue
		case name == "":
			name = f.Name
		}
		if _, hidden := s.fields[name]; !hidden {
			s.fields[name] = field{1 << len(s.names), draw(f.Type, begun)}
			s.names = append(s.names, name)
		}
	}
	if len(s.names) > 64 {
		panic("fact: too many members in " + t.String())
	}
}

// reading walks over a text that is known to be JSON.
type reading struct {
	text []byte
	at   int
}

// next skips space and gives the byte there.
func (r *reading) next() byte {
	for r.text[r.at] <= ' ' {
		r.at++
	}
	return r.text[r.at]
}

// value walks over one value.
func (r *reading) value(s *shape) error {
	switch r.next() {
	case '{':
		return r.object(s)
	case '[':
		return r.list(s)
	case '"':
		r.word()
		return nil
	}
	for r.at < len(r.text) && strings.IndexByte(",]} \t\r\n", r.text[r.at]) < 0 {
		r.at++
	}
	return nil
}

// word walks over a string and gives what stands between its quotes.
func (r *reading) word() []byte {
	from := r.at + 1
	for at := from; ; at++ {
		switch r.text[at] {
		case '"':
			r.at = at + 1
			return r.text[from:at]
		case '\\':
			at++
		}
	}
}

func (r *reading) list(s *shape) error {
	var element *shape
	if s != nil {
		element = s.element
	}
	r.at++
	for r.next() != ']' {
		if err := r.value(element); err != nil {
			return err
		}
		if r.next() == ',' {
			r.at++
		}
	}
	r.at++
	return nil
}

func (r *reading) object(s *shape) error {
	var met members
	r.at++
	for r.next() != '}' {
		name := r.word()
		inner, err := met.take(s, name)
		if err != nil {
			return err
		}
		r.next()
		r.at++ // the colon
		if err := r.value(inner); err != nil {
			return err
		}
		if r.next() == ',' {
			r.at++
		}
	}
	r.at++
	return nil
}

// members are those of one object so far: known ones as bits, others by name.
type members struct {
	known  uint64
	few    [8][]byte
	others map[string]bool // once they are more than few
	count  int
}

// take adds a member and gives the shape of its value.
func (m *members) take(s *shape, name []byte) (*shape, error) {
	if bytes.IndexByte(name, '\\') >= 0 {
		name = plain(name)
	}
	var inner *shape
	if s != nil {
		if f, ok := s.fields[string(name)]; ok {
			if m.known&f.bit != 0 {
				return nil, fmt.Errorf("member %q stands twice", name)
			}
			m.known |= f.bit
			return f.shape, nil
		}
		for _, known := range s.names {
			if strings.EqualFold(known, string(name)) {
				return nil, fmt.Errorf("member %q is not %q", name, known)
			}
		}
		inner = s.element
	}
	if m.again(name) {
		return nil, fmt.Errorf("member %q stands twice", name)
	}
	return inner, nil
}

// again reports whether a member that is not known by name was met before.
func (m *members) again(name []byte) bool {
	for _, other := range m.few[:min(m.count, len(m.few))] {
		if bytes.Equal(other, name) {
			return true
		}
	}
	if m.count < len(m.few) {
		m.few[m.count] = name
		m.count++
		return false
	}
	if m.others[string(name)] {
		return true
	}
	if m.others == nil {
		m.others = map[string]bool{}
	}
	m.others[string(name)] = true
	return false
}

// plain is a name without its escapes, as encoding/json reads it.
func plain(name []byte) []byte {
	var s string
	if json.Unmarshal(append(append([]byte{'"'}, name...), '"'), &s) != nil {
		return name
	}
	return []byte(s)
}
