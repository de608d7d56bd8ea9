package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// supervise starts it again whenever it fails, unless it fails too often.
func supervise(ctx context.Context, most int, within time.Duration, service func(context.Context) error) error {
	var failures []time.Time // [1]
	for {
		err := service(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		now := time.Now() // [2:4]
		if len(failures) == most && now.Sub(failures[0]) < within {
			return err
		}
		slog.Info("it failed, once more", "why", err)
		failures = append(failures, now) // [1:4]
		if len(failures) > most {
			failures = failures[1:]
		}
	}
}

// A Feed runs well once, and fails soon each other time.
type Feed struct{ starts int }

func (f *Feed) Serve(ctx context.Context) error {
	f.starts++
	slog.Info("serving", "start", f.starts)
	lasts := 10 * time.Millisecond
	if f.starts == 3 { // [3:3]
		lasts = 200 * time.Millisecond
	}
	select {
	case <-time.After(lasts):
		return errors.New("the connection is gone")
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	feed := &Feed{}
	if err := supervise(context.Background(), 2, 100*time.Millisecond, feed.Serve); err != nil {
		slog.Info("given up", "why", err)
	}
}
