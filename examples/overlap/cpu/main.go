package main

import (
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const (
	limit = 40_000
	parts = 4
)

func main() {
	for _, processors := range []int{1, runtime.NumCPU()} { // [1:3]
		runtime.GOMAXPROCS(processors)
		found, took := countAll()
		slog.Info("counted the primes", "processors", processors, "found", found, "ms", took.Milliseconds())
	}
}

func countAll() (int64, time.Duration) {
	start := time.Now()
	var found atomic.Int64
	var wg sync.WaitGroup
	for part := range parts { // [2:3]
		wg.Go(func() { found.Add(count(part)) })
	}
	wg.Wait()
	return found.Load(), time.Since(start)
}

func count(part int) (found int64) {
	for n := part; n < limit; n += parts {
		if prime(n) {
			found++
		}
	}
	return found
}

func prime(n int) bool {
	for divisor := 2; divisor*divisor <= n; divisor++ {
		if n%divisor == 0 {
			return false
		}
	}
	return n > 1
}
