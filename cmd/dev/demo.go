package main

import (
	"os"
	"path/filepath"
	"syscall"
)

// demo builds the program and becomes it, so that Ctrl-C and signals reach it and nothing stands in between.
func demo(args []string) error {
	if err := needAssets(); err != nil {
		return err
	}
	if err := needCompiler(); err != nil {
		return err
	}
	program := filepath.Join(cacheDir(), "branchbook")
	if err := step(nil, "go", "build", "-o", program, "./cmd/branchbook"); err != nil {
		return err
	}
	return syscall.Exec(program, append([]string{"branchbook", "demo"}, args...), os.Environ())
}
