package journal

import (
	"regexp"

	"branchbook/sync/fact"
)

var sealedField = regexp.MustCompile(`"s1\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.`)

// KeysIn lists the keys that the sealed fields of commits need, each once, in order of appearance.
func KeysIn(commits [][]byte) []fact.KeyID {
	var ids []fact.KeyID
	seen := map[fact.KeyID]bool{}
	for _, raw := range commits {
		for _, m := range sealedField.FindAllSubmatch(raw, -1) {
			if id := fact.KeyID(m[1]); !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}
