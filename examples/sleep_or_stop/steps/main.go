package main

import (
	"context"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A page is written whole, or not at all.
func writePage(page int) {
	time.Sleep(10 * time.Millisecond)
	slog.Info("written", "page", page)
}

func writeBook(ctx context.Context) error {
	for page := range 5 {
		if err := ctx.Err(); err != nil { // [1:3]
			return err
		}
		writePage(page) // [2]
	}
	return nil
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 25*time.Millisecond) // [3]
	defer cancel()
	if writeBook(ctx) != nil { // [4:3]
		slog.Info("out of time")
	}
}
