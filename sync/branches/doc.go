// Package branches says what a branch is: its code, trade, currency, zone and calendar settings, which network
// it joined, and which boxes the hub lets speak for it.
//
// Its one idea is that a branch's node id is its identity for ever; code and name are labels that may change,
// and the box it runs on may burn. It keeps no secrets (keys here are public halves) and knows no addresses:
// where the hub is reached is configuration.
package branches
