// How long did it take, and how much time is left? The test's clock is its own.
package main

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// work takes an hour and a half, and asks the time.
func work(ctx context.Context) {
	start := time.Now() // [1]
	time.Sleep(90 * time.Minute)
	slog.Info("worked", "minutes", time.Since(start).Minutes()) // [1]
	if deadline, ok := ctx.Deadline(); ok {                     // [2:3]
		slog.Info("left", "minutes", time.Until(deadline).Minutes())
	}
}

func TestWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // [3]
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour) // [2:2]
		defer cancel()
		work(ctx)
	})
}

func main() {
	all := func(string, string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{{Name: "TestWork", F: TestWork}}, nil, nil)
}
