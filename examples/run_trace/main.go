// A run is recorded with runtime/trace, and drawn by: go tool trace run.trace
package main

import (
	"bytes"
	"context"
	"log/slog"
	"runtime/trace"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func find(ctx context.Context, name string, delay time.Duration) {
	// A task and its region are named in the drawing.
	ctx, task := trace.NewTask(ctx, name) // [1:3]
	defer task.End()
	defer trace.StartRegion(ctx, "find").End()
	time.Sleep(delay)
	trace.Log(ctx, "found", "true") // [1]
}

func work() {
	var wg sync.WaitGroup
	wg.Go(func() { find(context.Background(), "near", 10*time.Millisecond) }) // [2:3]
	wg.Go(func() { find(context.Background(), "far", 30*time.Millisecond) })
	wg.Wait()
}

func main() {
	var run bytes.Buffer // in real life a file // [3:5]
	if err := trace.Start(&run); err != nil {
		slog.Error("not recorded", "error", err)
		return
	}
	work()
	trace.Stop() // [3]

	header, _ := run.ReadString(0) // [4:5]
	slog.Info("recorded", "format", header[:len(header)-1])
	for _, name := range []string{"near", "far", "find", "found"} {
		slog.Info("it knows", "name", name, "yes", bytes.Contains(run.Bytes(), []byte(name)))
	}
}
