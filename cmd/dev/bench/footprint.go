package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

var footprint = []measure{
	{name: "binary, stripped", unit: "MiB", goal: "21: ≤ 24", run: binarySize},
}

// binarySize builds the program as it is released.
func binarySize(r *round) error {
	program := filepath.Join(r.dir, "branchbook")
	out, err := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./cmd/branchbook").
		CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build: %w: %.200s", err, out)
	}
	info, err := os.Stat(program)
	if err != nil {
		return err
	}
	r.value(float64(info.Size()) / (1 << 20))
	return nil
}
