// A job that runs, and a handle for it: how far it is, its end and its error, cancel.
package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var (
	errReset   = errors.New("connection reset")
	errStopped = errors.New("stopped")
)

type Download struct {
	Name   string
	got    atomic.Int64 // [2]
	done   chan struct{}
	err    error // Whoever has seen done may read it.
	cancel context.CancelFunc
}

func Start(ctx context.Context, name string, parts int) *Download {
	ctx, cancel := context.WithCancel(ctx)
	d := &Download{Name: name, done: make(chan struct{}), cancel: cancel}
	go d.run(ctx, parts) // [1]
	return d
}

func (d *Download) run(ctx context.Context, parts int) {
	defer close(d.done) // [4]
	defer d.cancel()
	for range parts {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			d.err = errStopped // [3]
			return
		}
		if d.Name == "song" {
			d.err = errReset // [3]
			return
		}
		d.got.Add(1)
	}
}

// Err waits for the end.
func (d *Download) Err() error {
	<-d.done // [4]
	return d.err
}

func (d *Download) Cancel() error {
	d.cancel() // [5]
	return d.Err()
}

func main() {
	ctx := context.Background()
	page, song, film := Start(ctx, "page", 2), Start(ctx, "song", 2), Start(ctx, "film", 99)

	time.Sleep(15 * time.Millisecond)
	for _, d := range []*Download{page, song, film} {
		slog.Info("so far", "download", d.Name, "parts", d.got.Load()) // [2]
	}
	slog.Info("ended", "download", page.Name, "failed", page.Err() != nil)
	slog.Info("ended", "download", song.Name, "why", song.Err())
	time.Sleep(15 * time.Millisecond)
	slog.Info("ended", "download", film.Name, "why", film.Cancel())
}
