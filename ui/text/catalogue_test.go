package text

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// forms are the plural categories that CLDR has for each language; a message that has any has all.
var forms = map[string][]string{
	"en": {"one", "other"},
	"ja": {"other"},
	"ru": {"few", "many", "one", "other"},
	"uk": {"few", "many", "one", "other"},
	"kk": {"one", "other"},
}

// entry is the sentences of a message by plural form; "" is the form of one that has none, and of
// several from which the values choose, here one after another.
type entry map[string]string

func (e *entry) UnmarshalJSON(b []byte) (err error) {
	var several []string
	switch b[0] {
	case '"':
		several = []string{""}
		err = json.Unmarshal(b, &several[0])
	case '[':
		err = json.Unmarshal(b, &several)
	default:
		return json.Unmarshal(b, (*map[string]string)(e))
	}
	*e = entry{"": strings.Join(several, " ")}
	return err
}

func (m entry) forms() (names []string) {
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// catalogue is what the files of a language say; no key stands twice.
func catalogue(t *testing.T, lang string) map[string]entry {
	all := map[string]entry{}
	for _, name := range []string{lang, "refusals." + lang} {
		b, err := os.ReadFile("catalogue/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var some map[string]entry
		if err := json.Unmarshal(b, &some); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, m := range some {
			if all[key] != nil {
				t.Errorf("%s has %q twice", lang, key)
			}
			all[key] = m
		}
	}
	return all
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	en := catalogue(t, "en")
	for _, lang := range Langs {
		all := catalogue(t, lang)
		for key, m := range all {
			if en[key] == nil {
				t.Errorf("%s has %q, English has not", lang, key)
			}
			counted := len(en[key]) > 1
			if counted && !slices.Equal(m.forms(), forms[lang]) || !counted && !slices.Equal(m.forms(), []string{""}) {
				t.Errorf("%s %q has the forms %q", lang, key, m.forms())
			}
		}
		for key := range en {
			if all[key] == nil {
				t.Errorf("%s lacks %q", lang, key)
			}
		}
	}
}

// places are the values that a sentence asks for, each once.
func placesOf(s string) (names []string) {
	for _, found := range place.FindAllStringSubmatch(s, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestPlacesAgree(t *testing.T) {
	en := catalogue(t, "en")
	for _, lang := range Langs {
		for key, m := range catalogue(t, lang) {
			want := placesOf(en[key][""] + en[key]["other"])
			for form, s := range m {
				// "Uses the last one" need not say that it is one.
				if got := placesOf(s); !slices.Equal(got, want) && form != "one" {
					t.Errorf("%s %q %s asks for %q, English for %q", lang, key, form, got, want)
				}
			}
		}
	}
}

// same are the texts that are alike in English and another language.
var same = []string{"client.phone", "demo.title", "product.times", "refusal.amount_currency"}

// What stands in braces and is no place would be shown to the reader as it is.
func TestNothingElseIsInBraces(t *testing.T) {
	for _, lang := range Langs {
		for key, m := range catalogue(t, lang) {
			for _, s := range m {
				if strings.ContainsAny(place.ReplaceAllString(s, ""), "{}") {
					t.Errorf("%s %q: %q", lang, key, s)
				}
			}
		}
	}
}

func TestNothingIsLeftInEnglish(t *testing.T) {
	en := catalogue(t, "en")
	for _, lang := range Langs[1:] {
		for key, m := range catalogue(t, lang) {
			for form, s := range m {
				if s == en[key][form] && !slices.Contains(same, key) {
					t.Errorf("%s %q is still English: %q", lang, key, s)
				}
			}
		}
	}
}

// A Latin a inside of a Cyrillic word looks right, is not found by any search and sounds wrong to
// whom it is read aloud.
func TestNoLookAlikes(t *testing.T) {
	for _, lang := range []string{"ru", "uk", "kk"} {
		for key, m := range catalogue(t, lang) {
			for _, s := range m {
				s = regexp.MustCompile(`{{[^}]*}}`).ReplaceAllString(s, " ")
				for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
					if in(word, unicode.Latin) && in(word, unicode.Cyrillic) {
						t.Errorf("%s %q mixes alphabets in %q", lang, key, word)
					}
				}
			}
		}
	}
}

func in(word string, alphabet *unicode.RangeTable) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(alphabet, r) })
}

// Letters that one language does not have came from the neighbour's catalogue.
func TestNoForeignLetters(t *testing.T) {
	for lang, foreign := range map[string]string{"ru": "іїєґәғқңөұүһ", "uk": "ыэёъәғқңөұүһ", "kk": "їєґ", "en": "абвгеі"} {
		for key, m := range catalogue(t, lang) {
			for _, s := range m {
				if strings.ContainsAny(strings.ToLower(s), foreign) {
					t.Errorf("%s %q has letters of another language: %q", lang, key, s)
				}
			}
		}
	}
}

var (
	said   = regexp.MustCompile(`(?:\.[TN]|\b[tn])\("([a-z0-9_]+(?:\.[a-z0-9_-]+)+)"\s*[,)]`)
	intent = regexp.MustCompile(`"((?:booking|branches|catalogue|clients|courses|hours|imports|journal|people)\.[A-Z]\w+)"`)
)

// Every key that the program says literally stands in the catalogues.
func TestEveryKeyIsThere(t *testing.T) {
	en := catalogue(t, "en")
	for key, where := range find(t, said, "..", "../../edge", "../../hub", "../../cmd") {
		if en[key] == nil {
			t.Errorf("%s says %q, which no catalogue has", where, key)
		}
	}
}

// Everything that a person or a box can do has a name for what waits and one for what was done.
func TestEveryIntentHasNames(t *testing.T) {
	en := catalogue(t, "en")
	names := find(t, intent, "../../edge", "../../hub", "../../sync/journal/marker.go")
	if len(names) < 30 {
		t.Errorf("found only %d intents: the search is broken", len(names))
	}
	for name, where := range names {
		if hubOnly := strings.Contains(where, "/hub/"); en["did."+name] == nil || en["intent."+name] == nil && !hubOnly {
			t.Errorf("%s does %q, which has no names", where, name)
		}
	}
}

// find gives what the first group of an expression matches in the program, and where.
func find(t *testing.T, what *regexp.Regexp, roots ...string) map[string]string {
	found := map[string]string{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			for _, m := range what.FindAllSubmatch(b, -1) {
				found[string(m[1])] = path
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}
