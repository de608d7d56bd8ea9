// Two tests in synctest bubbles, where time goes on when all goroutines wait. They
// would stand in a file _test.go; here main plays the part of go test.
package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A day passes in no time, to the nanosecond.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // [1]
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour) // [2:3]
		defer cancel()
		<-ctx.Done()
		slog.Info("gave up", "hours", time.Since(start).Hours())
	})
}

// Wait returns when everyone else in the bubble has come as far as it can.
func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // [1]
		var steps atomic.Int32
		go func() { // [3:5]
			steps.Add(1)
			time.Sleep(time.Second)
			steps.Add(1)
		}()
		synctest.Wait() // [4]
		slog.Info("all wait", "steps", steps.Load())
		time.Sleep(time.Second)
		synctest.Wait() // [4]
		slog.Info("all wait", "steps", steps.Load())
	})
}

func main() {
	all := func(string, string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{
		{Name: "TestDeadline", F: TestDeadline},
		{Name: "TestProgress", F: TestProgress},
	}, nil, nil)
}
