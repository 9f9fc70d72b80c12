// Package demo is a network that anyone can try on one machine: a hub and three branches with months of living
// history, made by the same intents that people press, and a page with a switch in each line.
//
// Its one idea: nothing is faked. The history is written through edge/desk with a clock that runs through the
// past, replicates over real leaf connections, and passes verify like any other.
package demo
