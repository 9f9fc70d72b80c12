package clients

import (
	"slices"
	"testing"
	"unicode/utf8"
)

func TestKeysMeet(t *testing.T) {
	alike := [][]string{
		{"Королёв", "королев", " КОРОЛЕВ "},
		{"О'Коннор", "О’Коннор", "о коннор", "ОʼКоннор"},
		{"Анна-Мария", "Анна Мария", "анна.мария"},
		{"Їжакевич", "Іжакевич", "ижакевич"},
		{"Ґалаґан", "галаган"},
		{"Құрманғазы", "Курмангазы"},
		{"Өмірбек Әйгүл", "омирбек айгул"},
		{"サトウ", "さとう", "ｻﾄｳ"},
		{"ガンダ", "ｶﾞﾝﾀﾞ", "がんだ"},
		{"髙橋", "高橋"},
		{"山﨑", "山崎"},
		{"渡邊", "渡邉", "渡辺"},
		{"佐々木", "佐々木 "},
		{"José", "JOSE\u0301", "jose"},
		{"Łukasz", "lukasz"},
		{"Ǿ", "Ø", "o"},
		{"ＴＹＯ１－０００１", "tyo1-0001", "TYO1 0001"},
	}
	for _, group := range alike {
		for _, s := range group[1:] {
			if Key(s) != Key(group[0]) {
				t.Errorf("%q is %q, %q is %q", group[0], Key(group[0]), s, Key(s))
			}
		}
	}
	apart := [][2]string{{"Иванов", "Иванова"}, {"はは", "ばば"}, {"佐木", "佐々木"}, {"йод", "иод"}, {"1", "2"}}
	for _, pair := range apart {
		if Key(pair[0]) == Key(pair[1]) {
			t.Errorf("%q and %q are both %q", pair[0], pair[1], Key(pair[0]))
		}
	}
}

func TestVariantsEndAtOneLetter(t *testing.T) {
	for from, to := range variants {
		if _, again := variants[to]; again {
			t.Errorf("%c leads to %c, which leads on", from, to)
		}
	}
}

func TestLatin(t *testing.T) {
	alike := [][]string{
		{"Юлия Щербакова", "Yuliya Shcherbakova", "Iuliia Shcherbakova", "Julia Shcherbakova"},
		{"Дмитрий", "Dmitry", "Dmitrii", "Dmitriy"},
		{"Алексей Хан", "Alexey Khan", "Aleksei Han"},
		{"Нұрланова", "Nurlanova"},
		{"Цой", "Tsoi", "Tsoy"},
	}
	for _, group := range alike {
		want := Latin(Key(group[0]))
		for _, s := range group[1:] {
			if got := Latin(Key(s)); got != want {
				t.Errorf("%q is %q, %q is %q", group[0], want, s, got)
			}
		}
	}
}

func TestWrongLayout(t *testing.T) {
	tests := []struct{ typed, meant string }{
		{"bdfyjd", "иванов"},
		{"{f,bpjd", "{абизов"},
		{"Ghbdsn", "привіт"},
		{"шмфтщм", "ivanov"},
	}
	for _, test := range tests {
		if got := WrongLayout(test.typed); !slices.Contains(got, test.meant) {
			t.Errorf("%q is %q, want %q among them", test.typed, got, test.meant)
		}
	}
	if got := WrongLayout("佐藤 123"); got != nil {
		t.Errorf("no keyboard: %q", got)
	}
}

func TestKana(t *testing.T) {
	for latin, want := range map[string]string{
		"takahashi": "たかはし", "hattori": "はっとり", "shinichi": "しにち", "kenji": "けんじ", "chuuou": "ちゅうおう",
		"tyuuou": "ちゅうおう", "jun": "じゅん", "homma": "ほんま", "ryouko": "りょうこ", "annai": "あんない", "smith": "",
		"たか": "", "": "", "x1": "",
	} {
		if got, _ := Kana(latin); got != want {
			t.Errorf("%q is %q, want %q", latin, got, want)
		}
	}
}

func FuzzKey(f *testing.F) {
	for _, s := range []string{"Королёв", "ｶﾞﾝﾀﾞ", "髙橋", "İstanbul", "e\u0301", "\u1100.\u1161", "\xff", "ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := Key(s)
		if !utf8.ValidString(key) || Key(key) != key {
			t.Fatalf("%q is %q is %q", s, key, Key(key))
		}
		Latin(key)
		Kana(key)
		WrongLayout(s)
	})
}

func FuzzPhone(f *testing.F) {
	f.Add("8 701 123-45-67", "KZ")
	f.Add("０９０-1234-5678", "JP")
	f.Add("+380 44 123 45 67;ext=1", "")
	f.Fuzz(func(t *testing.T, text, region string) {
		number, err := Phone(text, region)
		if err != nil {
			return
		}
		if len(number) < 5 || number[0] != '+' {
			t.Fatalf("%q in %q is %q", text, region, number)
		}
		if again, err := Phone(number, ""); err != nil || again != number {
			t.Fatalf("%q in %q is %q, read back %q, %v", text, region, number, again, err)
		}
	})
}
