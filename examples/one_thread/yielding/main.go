// runtime.Gosched lets the others run: on one processor, two goroutines that
// compute take turns.
package main

import (
	"log/slog"
	"runtime"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // [1]

	var mu sync.Mutex
	var turns []string
	var wg sync.WaitGroup
	for _, name := range []string{"one", "other"} { // [1:2]
		wg.Go(func() {
			for range 3 {
				mu.Lock() // [2:3]
				turns = append(turns, name)
				mu.Unlock()
				runtime.Gosched() // [3]
			}
		})
	}
	wg.Wait()
	for _, name := range turns {
		slog.Info("turn", "of", name)
	}
}
