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

	"github.com/nicksnyder/go-i18n/v2/i18n"
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
	Lang   string
	loc    *i18n.Localizer
	plain  map[string]string // messages that take nothing: no template is run for them
	locale locale
}

// bundle reads the catalogues, which are part of the binary: a broken one is a defect of the build
// and panics.
var bundle = sync.OnceValue(func() map[string]*Text {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("json", json.Unmarshal)
	plain := map[string]map[string]string{}
	for _, lang := range Langs {
		plain[lang] = map[string]string{}
		for _, name := range []string{lang, "refusals." + lang} {
			file, err := b.LoadMessageFileFS(catalogues, "catalogue/"+name+".json")
			if err != nil {
				panic(err)
			}
			for _, m := range file.Messages {
				if m.One == "" && !strings.Contains(m.Other, "{{") {
					plain[lang][m.ID] = m.Other
				}
			}
		}
	}
	texts := map[string]*Text{}
	for _, lang := range Langs {
		texts[lang] = &Text{Lang: lang, loc: i18n.NewLocalizer(b, lang, "en"), plain: plain[lang],
			locale: locales[lang]}
	}
	return texts
})

// For is the text of a language ("ja", also "ja-JP"); English for one that we do not speak.
func For(lang string) *Text {
	lang, _, _ = strings.Cut(lang, "-")
	if t := bundle()[lang]; t != nil {
		return t
	}
	return bundle()["en"]
}

// T is the message of a key. args are pairs of name and value for its places. A key that no
// catalogue has is a defect, caught by a test; the reader then sees its last part.
func (t *Text) T(key string, args ...any) string {
	if s, ok := t.plain[key]; ok {
		return s
	}
	return t.say(key, nil, args)
}

// N is the message of a key in the plural form that n asks for; n itself fills the place {{.N}}.
func (t *Text) N(key string, n int, args ...any) string {
	return t.say(key, n, append(args, "N", t.Count(int64(n))))
}

func (t *Text) say(key string, count any, args []any) string {
	s, err := t.loc.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: count,
		TemplateData: places(args)})
	if err != nil && s == "" {
		return key[strings.LastIndexByte(key, '.')+1:]
	}
	return s
}

func places(pairs []any) map[string]string {
	data := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		data[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	return data
}
