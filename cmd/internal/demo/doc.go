// Package demo is a network that anyone can try on one machine: a hub and three branches with months of living
// history, and a page with a switch in each line.
//
// Its one idea: nothing is faked. A clock runs through the past while invented people telephone, come, stay away
// and buy courses, and each thing they do is the intent of edge/desk that a person would press. What lies after
// now has simply not happened yet, so that today is alive whatever the hour. The history replicates over real
// leaf connections and passes verify like any other. The same seed and the same now make the same history.
//
// It refuses to throw away a folder that it did not make.
package demo
