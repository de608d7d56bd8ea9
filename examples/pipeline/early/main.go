package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func generate(ctx context.Context, out chan<- int) { // [6]
	defer close(out)
	defer slog.Info("stage over", "stage", "generate")
	for number := 1; ; number++ {
		select { // [1:5]
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done():
			return
		}
		select { // [2:5]
		case out <- number:
		case <-ctx.Done():
			return
		}
	}
}

func square(ctx context.Context, in <-chan int, out chan<- int) { // [7]
	defer close(out)
	defer slog.Info("stage over", "stage", "square")
	for number := range in {
		select { // [1:5]
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return
		}
		select { // [2:5]
		case out <- number * number:
		case <-ctx.Done(): // Or it waits for ever for a reader who has gone.
			return
		}
	}
}

func firstAbove(limit int) int { // [5:17]
	numbers, squares := make(chan int), make(chan int)
	var wg sync.WaitGroup // [4:4]
	defer wg.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	wg.Go(func() { generate(ctx, numbers) })
	wg.Go(func() { square(ctx, numbers, squares) })

	result := 0
	for result <= limit { // [3:4]
		result = <-squares
		slog.Info("got result", "result", result)
	}
	return result
}

func main() {
	slog.Info("found", "result", firstAbove(3))
}
