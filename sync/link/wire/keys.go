package wire

import (
	"fmt"
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

// OpenKeys opens keys sealed to the pair.
func OpenKeys(sealed []SealedKey, public, secret *[32]byte) ([]fact.Key, error) {
	var out []fact.Key
	for _, s := range sealed {
		k, err := OpenKey(s, public, secret)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", s.ID, err)
		}
		out = append(out, k)
	}
	return out, nil
}
