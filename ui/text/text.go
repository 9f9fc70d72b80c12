// Package text says things in the reader's language: sentences from catalogues, and dates, times,
// amounts and counts as that language writes them.
//
// Its one idea is a value per language, made once at start (For), whose methods need no request and
// no clock. A sentence that a language lacks is said in English, never left out and never shown as
// a key. It translates; it decides nothing, and names of people, services and branches pass through
// untouched.
package text

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Each language has a file of what the pages say and one of refusals by their codes.
//
//go:embed catalogue/*.json
var catalogues embed.FS

// Langs are the languages of the product, by their codes; the first one is what the others fall
// back to.
var Langs = []string{"en", "ja", "ru", "uk", "kk"}

// Text speaks one language. It is safe for any number of goroutines.
type Text struct {
	Lang     string
	tag      language.Tag
	messages map[string]message
	fallback func() *Text // nil for the first language
	locale   locale
}

// spoken reads a language's catalogues when it is first spoken.
var spoken = func() map[string]func() *Text {
	texts := map[string]func() *Text{}
	for _, lang := range Langs {
		texts[lang] = sync.OnceValue(func() *Text {
			t := read(lang)
			if lang != Langs[0] {
				t.fallback = texts[Langs[0]]
			}
			return t
		})
	}
	return texts
}()

// read reads catalogues, which are part of the binary: a broken one is a defect of the build and panics.
func read(lang string) *Text {
	t := &Text{Lang: lang, tag: language.MustParse(lang), locale: locales[lang]}
	for _, name := range []string{lang, "refusals." + lang} {
		raw, err := catalogues.ReadFile("catalogue/" + name + ".json")
		if err == nil {
			err = json.Unmarshal(raw, &t.messages)
		}
		if err != nil {
			panic(fmt.Errorf("texts %s: %w", name, err))
		}
	}
	return t
}

// For is the text of a language ("ja", also "ja-JP"); English for one that we do not speak.
func For(lang string) *Text {
	lang, _, _ = strings.Cut(lang, "-")
	if speak := spoken[lang]; speak != nil {
		return speak()
	}
	return spoken[Langs[0]]()
}

// T is the message of a key. args are pairs of name and value for its places. A key that no
// catalogue has is a defect, caught by a test; the reader then sees its last part.
func (t *Text) T(key string, args ...any) string {
	m, _ := t.find(key)
	s, _ := m.say(other, places(args))
	return orLast(s, key)
}

// N is the message of a key in the plural form that n asks for; n itself fills the place {{.N}}.
func (t *Text) N(key string, n int, args ...any) string {
	m, by := t.find(key)
	s, _ := m.say(by.category(n), places(append(args, "N", t.Count(int64(n)))))
	return orLast(s, key)
}

// find is a message and the language in which it was found.
func (t *Text) find(key string) (message, *Text) {
	if m, ok := t.messages[key]; ok || t.fallback == nil {
		return m, t
	}
	return t.fallback().find(key)
}

func orLast(s, key string) string {
	if s == "" {
		return key[strings.LastIndexByte(key, '.')+1:]
	}
	return s
}

func places(pairs []any) map[string]string {
	if len(pairs) == 0 {
		return nil
	}
	data := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		data[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	return data
}
