package main

import (
	"os"
	"testing"
	"time"
)

func TestProf(t *testing.T) {
	o := options{span: 4 * time.Second, sizes: usual}
	o.sizes.visits = 10000
	os.Chdir("../../..")
	l := newLab(o)
	defer l.close()
	for _, m := range all() {
		if m.name == os.Getenv("BENCH") {
			s := &series{measure: m}
			if err := s.measureOnce(l); err != nil {
				t.Fatal(err)
			}
			t.Log(s.figures, s.cpu)
		}
	}
}
