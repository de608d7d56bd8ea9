package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errSilent = errors.New("it has gone silent")

type Work func(ctx context.Context, beat func()) error

// watched cancels work that has not beaten for so long, and waits for its end.
func watched(ctx context.Context, work Work, patience time.Duration) error {
	ctx, cancel := context.WithCancel(ctx) // [1:12]
	defer cancel()
	beats, done := make(chan struct{}, 1), make(chan error, 1)
	go func() {
		done <- work(ctx, func() {
			select { // A nudge: work must not wait for its watchdog.
			case beats <- struct{}{}:
			default:
			}
		})
	}()
	silence := time.NewTimer(patience)
	for {
		select {
		case <-beats: // [2:2]
			silence.Reset(patience)
		case <-silence.C: // [3:4]
			cancel()
			<-done
			return errSilent
		case err := <-done: // [4:2]
			return err
		}
	}
}

func countSlowly(ctx context.Context, beat func()) error { // [5:13]
	for round, pause := range []time.Duration{10, 20, 10, 100} {
		select {
		case <-time.After(pause * time.Millisecond):
		case <-ctx.Done():
			slog.Info("cut short", "round", round)
			return ctx.Err()
		}
		slog.Info("beat", "round", round)
		beat()
	}
	return nil
}

func main() {
	err := watched(context.Background(), countSlowly, 30*time.Millisecond)
	if errors.Is(err, errSilent) { // [3:2]
		slog.Info("the watchdog has bitten")
	}
}
