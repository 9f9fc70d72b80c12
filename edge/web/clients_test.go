package web

import (
	"net/url"
	"strings"
	"testing"
)

// TestEveryFieldOfACard: what PRODUCT CLI-2 names is entered on the form, shown on the card, and comes back.
func TestEveryFieldOfACard(t *testing.T) {
	_, b := opened(t)
	mother := lastOf(b.register("Yamada", "Keiko", ""))
	b.open("/clients/" + mother)
	number := b.words("TYO1-000001")
	b.open("/clients/new")
	b.submit("/clients", "family", "Yamada", "phone.0", "12", "consent.photos", "given").
		must(422, "not a telephone number", "Say which version")
	b.open("/clients/new")
	typed := []string{"family", "Yamada", "given", "Aoi", "romaji", "Yamada Aoi", "phone.0", "03-1234-5678",
		"phone.1", "+81 90-1111-2222", "mail", "aoi@example.com", "birthday", "2001/5/3", "sex", "other",
		"address", "Minato", "language", "ja", "groups", "VIP, Students", "tags", "walks", "source", "Poster",
		"warnings", "Faints", "allergies", "Lidocaine", "payer", "Yamada Ltd", "notes", "By the window",
		"relative.0", strings.ToLower(number), "relation.0", "Mother", "consent.photos", "given", "consent_text.photos", "2025-1",
		"consent.messages", "refused"}
	b.submit("/clients", typed...).must(200, "Yamada Aoi", "+81 3-1234-5678", "+81 90-1111-2222", "aoi@example.com",
		"2001-05-03", "日本語", "VIP", "walks", "Faints", "Lidocaine", "By the window")
	b.open(b.path+"?tab=details").must(200, "Other", "Minato", "Poster", "Yamada Ltd", "Mother Yamada Keiko", "Photos agreed, Nov 24, 2025, text 2025-1", "Messages refused", "Omotesando")
	card := b.path
	b.open(card + "/edit")
	kept := b.fill(card + "/edit")
	for i := 0; i < len(typed); i += 2 {
		want := map[string]string{"birthday": "2001-05-03", "phone.0": "+81312345678", "phone.1": "+819011112222",
			"relative.0": number, "groups": kept.Get("groups")}[typed[i]]
		if want == "" {
			want = typed[i+1]
		}
		if kept.Get(typed[i]) != want {
			t.Errorf("%s is %q, not %q", typed[i], kept.Get(typed[i]), want)
		}
	}

	// A later answer stands beside the first; keeping the form as it is adds none.
	b.submit(card+"/edit", "phone.2", "03-9999-0000").must(200, "+81 3-9999-0000")
	b.open(card + "/edit")
	b.submit(card+"/edit", "consent.photos", "refused").must(200)
	b.open(card+"?tab=details").must(200, "Photos agreed", "Photos refused")
	if n := strings.Count(b.text(), "Messages refused"); n != 1 {
		t.Errorf("the same answer stands %d times", n)
	}

	b.open(card+"?tab=changes").must(200, "Client registered", "Client’s card changed", "Phone: +81399990000",
		"Photos: agreed → refused")
	b.open(card + "/edit")
	b.submit(card+"/edit", "relative.1", "TYO1-999999", "relation.1", "Son").must(422, "No client has this number")
	b.submit(card+"/edit", "relative.1", number, "relation.1", "").must(422, "how they are related")
	b.submit(card+"/edit", "relation.1", "Aunt", "consent.messages", "given").must(422, "Say which version")
	if kept := b.refused(card + "/edit"); kept.Get("relation.1") != "Aunt" {
		t.Error(kept)
	}
	b.submit(card+"/edit", "consent_text.messages", "1", "consent_on.messages", "2030-01-01").must(422, "the day on which")
}

// words is a word of the page that has to be there.
func (b *browser) words(word string) string {
	b.h.Helper()
	b.must(200, word)
	return word
}

// TestLikelyDuplicates: while typing, on registering and on a change, with the choice to go on (PRODUCT CLI-1).
func TestLikelyDuplicates(t *testing.T) {
	_, b := opened(t)
	b.register("Yamada", "Aoi", "03-1234-5678")
	ito := b.register("Ito", "Ken", "")
	likely := func(fields ...string) string {
		b.open("/clients/new")
		form := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		b.post("/clients/likely", form).must(200)
		return b.text()
	}
	if said := likely("family", "yamada", "given", "aoi", "phone.0", "03"); !strings.Contains(said, "Yamada Aoi") {
		t.Error("half a number hides the name:", said)
	}
	if said := likely("family", "Suzuki", "phone.0", "+81 3 1234 5678"); !strings.Contains(said, "Yamada Aoi") {
		t.Error("the same telephone:", said)
	}
	if said := likely("family", "Suzuki", "given", "Aoi"); strings.Contains(said, "Yamada") {
		t.Error("nobody is likely:", said)
	}
	b.open(ito + "/edit")
	b.submit(ito+"/edit", "phone.0", "0312345678").must(422, "Yamada Aoi")
	b.submit(ito+"/edit", "sure", "yes").must(200, "+81 3-1234-5678")
	b.open(ito + "/edit")
	b.submit(ito+"/edit", "notes", "They share a telephone.").must(200, "They share")
}
