// SIGTERM ends a context, and what works under it.
package main

import (
	"context"
	"log/slog"
	"os/signal"
	"syscall"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func work(ctx context.Context) {
	select { // [3:6]
	case <-time.After(10 * time.Second):
		slog.Info("work done")
	case <-ctx.Done():
		slog.Info("work given up", "why", context.Cause(ctx))
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM) // [1]
	defer stop()                                                             // [2]
	slog.Info("working")
	work(ctx)
	slog.Info("bye")
}
