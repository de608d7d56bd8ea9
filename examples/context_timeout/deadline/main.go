package main

import (
	"context"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// step looks at the time that is left, whoever set the deadline.
func step(ctx context.Context, number int) error {
	if deadline, ok := ctx.Deadline(); ok { // [3:3]
		slog.Info("starting", "step", number, "left", time.Until(deadline).Seconds())
	}
	select {
	case <-time.After(20 * time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	noon := time.Now().Add(50 * time.Millisecond)
	ctx, cancel := context.WithDeadline(context.Background(), noon) // [1:2]
	defer cancel()

	for number := range 3 {
		// The nearer deadline counts, here that around the loop.
		patient, cancel := context.WithTimeout(ctx, time.Hour) // [2]
		err := step(patient, number)
		cancel()
		if err != nil { // [4:4]
			slog.Info("it is noon")
			return
		}
	}
}
