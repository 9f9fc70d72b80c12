package wire

import (
	"io"

	"branchbook/sync/fact"
)

// SealKeys seals the named keys to a receiver; a key that find does not have (erased meanwhile) stays behind.
func SealKeys(random io.Reader, find func(fact.KeyID) (fact.Key, error), ids []fact.KeyID, to *[32]byte) ([]SealedKey,
	error) {
	var out []SealedKey
	for _, id := range ids {
		k, err := find(id)
		if err != nil {
			continue
		}
		s, err := SealKey(random, k, to)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// OpenKeys opens keys sealed to the pair; shut are those that are damaged or sealed to somebody else. They hold
// personal fields only, so nobody turns commits away for them.
func OpenKeys(sealed []SealedKey, public, secret *[32]byte) (keys []fact.Key, shut []fact.KeyID) {
	for _, s := range sealed {
		if k, err := OpenKey(s, public, secret); err == nil {
			keys = append(keys, k)
		} else {
			shut = append(shut, s.ID)
		}
	}
	return keys, shut
}
