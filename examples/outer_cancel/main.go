package main

import (
	"context"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func writePage() { time.Sleep(10 * time.Millisecond) }

func writeBook(outer context.Context) {
	ctx, cancel := context.WithCancel(outer) // [1:2]
	defer cancel()
	for range 5 {
		if ctx.Err() != nil { // [2:4]
			slog.Info("stopped")
			return
		}
		writePage() // [3]
	}
	slog.Info("ran to the end")
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 25*time.Millisecond) // [4:3]
	defer cancel()
	writeBook(ctx)
}
