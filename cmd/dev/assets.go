package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"branchbook/ui/static/assets"
)

// buildAssets makes the browser's files that the program embeds.
func buildAssets([]string) error {
	if err := needNode(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	fmt.Println("# npm ci and copy (ui/static/assets)")
	return assets.Build(ctx, "ui")
}

// needAssets builds them if one is missing or older than what says which they are. So a demo starts without a
// network once they are there.
func needAssets() error {
	sources := []string{"ui/package-lock.json", "ui/static/static.go", "ui/static/assets/assets.go"}
	made := []string{"ui/static/dist/htmx.min.js", "ui/static/dist/hx-sse.min.js", "ui/static/dist/icons.svg"}
	if newer(made, sources) {
		return nil
	}
	return buildAssets(nil)
}

// newer reports whether all files of a are there and none is older than any of b.
func newer(a, b []string) bool {
	for _, of := range a {
		made, err := os.Stat(of)
		if err != nil {
			return false
		}
		for _, than := range b {
			source, err := os.Stat(than)
			if err == nil && made.ModTime().Before(source.ModTime()) {
				return false
			}
		}
	}
	return true
}
