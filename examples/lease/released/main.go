// A lock in a store: renewed while the work goes on, and given back however it ends.
package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func renew(ctx context.Context) {
	for {
		select {
		case <-time.After(10 * time.Millisecond):
			slog.Info("renewed")
		case <-ctx.Done():
			return
		}
	}
}

func release(ctx context.Context) {
	select {
	case <-time.After(5 * time.Millisecond):
		slog.Info("given back")
	case <-ctx.Done():
		slog.Info("not given back: it will run out")
	}
}

func hold(ctx context.Context, work func(context.Context)) {
	slog.Info("locked")
	renewals, stop := context.WithCancel(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { renew(renewals) }) // [1]
	defer func() {
		stop() // [3:2]
		renewing.Wait()
		// The context may have ended, and the lock must be given back all the same.
		ctx, cancel := context.WithTimeout( // [4:4]
			context.WithoutCancel(ctx),
			20*time.Millisecond,
		)
		defer cancel()
		release(ctx) // [5]
	}()
	work(ctx) // [2]
}

func work(ctx context.Context) {
	select {
	case <-time.After(25 * time.Millisecond):
		slog.Info("the work is done")
	case <-ctx.Done():
		slog.Info("the work is stopped")
	}
}

func main() {
	hold(context.Background(), work)
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Millisecond)
	defer cancel()
	hold(ctx, work)
}
