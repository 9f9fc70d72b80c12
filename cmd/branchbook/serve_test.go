package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"testing"

	"branchbook/sync/journal"
)

func TestAFailedDiskStopsTheProgram(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan struct{})
	close(failed)
	tend := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	err = serve(context.Background(), l, http.NotFoundHandler(), slog.New(slog.DiscardHandler), tend, failed)
	if !errors.Is(err, journal.ErrDisk) {
		t.Error(err)
	}
}
