package clients

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Key folds what people write differently and mean alike (PRODUCT CAL-15): width, case, accents, ё and е,
// Ukrainian and Kazakh letters, katakana and hiragana, variant kanji; spaces, dots, apostrophes, hyphens and
// all else that is neither letter nor digit are gone. Key(Key(s)) = Key(s).
func Key(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(s) {
		if r = foldRune(unicode.ToLower(r)); r != 0 {
			b.WriteRune(r)
		}
	}
	return norm.NFKC.String(b.String())
}

// foldRune gives the rune that stands for all its variants; 0 for what a key leaves out.
func foldRune(r rune) rune {
	if unicode.Is(unicode.Latin, r) {
		r, _ = utf8.DecodeRuneInString(norm.NFD.String(string(r)))
	}
	if same, ok := variants[r]; ok {
		return same
	}
	switch {
	case r >= 'ァ' && r <= 'ヶ':
		return r - 'ァ' + 'ぁ'
	case r == '々':
		return r
	case unicode.IsDigit(r), unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r):
		return r
	}
	return 0
}

var variants = pairs("" +
	"ёе єе іи їи ґг " + // Ukrainian and Russian
	"қк ғг ңн өо үу ұу һх әа " + // Kazakh
	"łl đd øo ıi " + // Latin letters without a decomposition
	"髙高 﨑崎 嵜崎 碕崎 濵浜 濱浜 邊辺 邉辺 齋斉 齊斉 斎斉 澤沢 廣広 國国 嶋島 嶌島 德徳 櫻桜 眞真 惠恵 瀨瀬 冨富 𠮷吉 " +
	"黑黒 淺浅 條条 澁渋 澀渋 萬万 與与 壽寿 龍竜 佛仏 榮栄 藪薮 舘館 曾曽 桒桑 淵渕 凜凛 靜静 槇槙 彥彦 圓円 實実 縣県 " +
	"鐵鉄 關関 會会 顯顕 豐豊 寬寛 巖巌 堯尭 遙遥 來来 兒児 學学 戶戸 步歩 增増 橫横 淸清 瀧滝 眾衆 禮礼 聰聡 莊荘 " +
	"藏蔵 讓譲 鄕郷 靑青 鷗鴎")

// pairs reads "from and to" runes, parted by spaces.
func pairs(text string) map[rune]rune {
	m := map[rune]rune{}
	for _, pair := range strings.Fields(text) {
		two := []rune(pair)
		m[two[0]] = two[1]
	}
	return m
}

// Latin writes a key in one Latin spelling whichever alphabet and romanisation it was written in, so that
// "Юлия Щербакова" meets "Yuliya Shcherbakova". It is for comparing, not for showing.
func Latin(key string) string {
	var b strings.Builder
	for _, r := range key {
		if latin, ok := cyrillic[r]; ok {
			b.WriteString(latin)
		} else {
			b.WriteRune(r)
		}
	}
	return spellings.Replace(b.String())
}

// spellings brings the usual romanisations together; the longer ones come first.
var spellings = strings.NewReplacer("shch", "sch", "kh", "h", "ts", "c", "ck", "k", "yu", "iu", "ju", "iu",
	"ya", "ia", "ja", "ia", "ye", "e", "ie", "e", "iy", "i", "yi", "i", "ij", "i", "ii", "i", "y", "i", "j", "i",
	"w", "v", "x", "ks")

var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u",
	'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e",
	'ю': "yu", 'я': "ya",
}

const (
	qwerty    = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
	russian   = "ёйцукенгшщзхъфывапролджэячсмитьбю"
	ukrainian = "'йцукенгшщзхїфівапролджєячсмитьбю"
)

var layouts = func() (all [3]map[rune]rune) {
	from, ru, uk := []rune(qwerty), []rune(russian), []rune(ukrainian)
	for i := range all {
		all[i] = map[rune]rune{}
	}
	for i, key := range from {
		all[0][key], all[1][key] = ru[i], uk[i]
		all[2][ru[i]] = key
		if i > 0 {
			all[2][uk[i]] = key
		}
	}
	return all
}()

// WrongLayout gives what a person meant who typed on another keyboard layout than they thought: Latin keys for
// Russian and Ukrainian letters, and back. Only what differs from s is given.
func WrongLayout(s string) (meant []string) {
	lower := strings.ToLower(s)
	for _, layout := range layouts {
		other := strings.Map(func(r rune) rune {
			if meant, ok := layout[r]; ok {
				return meant
			}
			return r
		}, lower)
		if other != lower {
			meant = append(meant, other)
		}
	}
	return meant
}
