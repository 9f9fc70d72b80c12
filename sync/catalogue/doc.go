// Package catalogue is what the house offers: services, the rooms, chairs and devices they need, and the
// course products that sell several sessions at once.
//
// Its one idea is that a definition is a whole state: each fact replaces the one before it, and what was sold
// under an older definition carries its own copy of the [Terms]. Nothing is ever deleted, only retired. It
// books nothing and knows no calendar; who works when is another folder's question.
package catalogue
