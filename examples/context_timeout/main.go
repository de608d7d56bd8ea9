package main

import (
	"context"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func ask(ctx context.Context, takes time.Duration) (string, error) {
	select {
	case <-time.After(takes): // [2:4]
		return "yes", nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func askWithin(limit, takes time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), limit) // [1:2]
	defer cancel()

	answer, err := ask(ctx, takes)
	if err != nil { // [3:4]
		slog.Info("no answer in time")
		return
	}
	slog.Info("got an answer", "answer", answer)
}

func main() {
	askWithin(50*time.Millisecond, 20*time.Millisecond)
	askWithin(50*time.Millisecond, 80*time.Millisecond)
}
