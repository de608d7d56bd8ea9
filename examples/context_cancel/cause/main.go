package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func worker(ctx context.Context) {
	<-ctx.Done()
	slog.Info("the worker stops", "why", context.Cause(ctx)) // [2]
}

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	var wg sync.WaitGroup

	wg.Go(func() { worker(ctx) })

	time.Sleep(10 * time.Millisecond)
	cancel(errors.New("the user has left"))       // [1]
	cancel(errors.New("the building is on fire")) // Too late: the first cause stays. // [3]
	wg.Wait()
}
