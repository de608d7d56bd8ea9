package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	outer, cancelOuter := context.WithCancel(context.Background()) // [1:2]
	defer cancelOuter()
	inner, cancelInner := context.WithCancel(outer) // [2:2]
	defer cancelInner()
	innermost, cancelInnermost := context.WithCancel(inner) // [3:2]
	defer cancelInnermost()

	var wg sync.WaitGroup
	start := func(ctx context.Context, name string) {
		wg.Go(func() {
			<-ctx.Done()
			slog.Info("stopped", "worker", name)
		})
	}
	start(outer, "outer")
	start(inner, "inner")
	start(innermost, "innermost")

	time.Sleep(10 * time.Millisecond)
	cancelInner() // And with it whatever is derived from it; not what it is derived from. // [4]
	time.Sleep(10 * time.Millisecond)
	slog.Info("the outer one goes on")
	cancelOuter() // [5]
	wg.Wait()
}
