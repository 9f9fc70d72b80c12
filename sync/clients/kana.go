package clients

import "strings"

// Kana writes a key in hiragana that was typed in Latin letters, as somebody does who forgot to switch the input
// on: "takahashi", "tyuuou". False where the letters are no Japanese syllables.
func Kana(key string) (string, bool) {
	var b strings.Builder
	for key != "" {
		n := 0
		for size := min(3, len(key)); size > 0 && n == 0; size-- {
			if kana, ok := syllables[key[:size]]; ok {
				b.WriteString(kana)
				n = size
			}
		}
		switch {
		case n > 0:
		case len(key) > 1 && key[0] == key[1] && strings.IndexByte("aiueonm", key[0]) < 0:
			b.WriteString("っ")
			n = 1
		case key[0] == 'n' || key[0] == 'm' && len(key) > 1 && strings.IndexByte("bpm", key[1]) >= 0:
			b.WriteString("ん")
			n = 1
		default:
			return "", false
		}
		key = key[n:]
	}
	return b.String(), b.Len() > 0
}

// syllables are the romanisations of Hepburn and of input methods.
var syllables = func() map[string]string {
	m := map[string]string{"a": "あ", "i": "い", "u": "う", "e": "え", "o": "お", "wa": "わ", "wo": "を", "shi": "し",
		"chi": "ち", "tsu": "つ", "fu": "ふ", "ji": "じ", "ya": "や", "yu": "ゆ", "yo": "よ"}
	rows := map[string]string{"k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
		"m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ",
		"p": "ぱぴぷぺぽ"}
	small := map[string]string{"a": "ゃ", "u": "ゅ", "o": "ょ"}
	for consonant, kana := range rows {
		row := []rune(kana)
		for i, vowel := range []string{"a", "i", "u", "e", "o"} {
			m[consonant+vowel] = string(row[i])
		}
		for vowel, y := range small {
			m[consonant+"y"+vowel] = string(row[1]) + y
		}
	}
	for vowel, y := range small {
		m["sh"+vowel], m["ch"+vowel], m["j"+vowel] = "し"+y, "ち"+y, "じ"+y
	}
	return m
}()
