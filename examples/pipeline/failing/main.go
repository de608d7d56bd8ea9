package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

func generate(ctx context.Context, out chan<- int) error { // [6]
	defer close(out)
	defer slog.Info("stage over", "stage", "generate")
	for number := 1; ; number++ {
		select {
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done(): // [2:2]
			return ctx.Err()
		}
		select {
		case out <- number:
		case <-ctx.Done(): // [2:2]
			return ctx.Err()
		}
	}
}

func square(ctx context.Context, in <-chan int, out chan<- int) error { // [7]
	defer close(out)
	for number := range in {
		time.Sleep(5 * time.Millisecond)
		if number == 3 { // [1:3]
			return fmt.Errorf("no idea what %d squared is", number)
		}
		select {
		case out <- number * number:
		case <-ctx.Done(): // [2:2]
			return ctx.Err()
		}
	}
	return nil
}

func main() {
	numbers, squares := make(chan int), make(chan int)       // [8]
	group, ctx := errgroup.WithContext(context.Background()) // [3:3] [8:3]
	group.Go(func() error { return generate(ctx, numbers) })
	group.Go(func() error { return square(ctx, numbers, squares) })

	for result := range squares { // [4:3]
		slog.Info("got result", "result", result)
	}
	// The channel was closed. Was that the end, or an error? Only Wait knows.
	if err := group.Wait(); err != nil { // [5:3]
		slog.Error("an error occurred", "error", err)
	}
}
