package main

var folds, line, replay, revenue []measure
