package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var owners sync.Map // [1]
	var wg sync.WaitGroup

	for range 3 {
		wg.Go(func() {
			_, loaded := owners.LoadOrStore("my-bucket", "somebody") // [2]
			slog.Info("asked for the bucket", "taken", loaded)
		})
	}

	wg.Wait()
	owners.Range(func(bucket, owner any) bool { // [3:4]
		slog.Info("in the end", "bucket", bucket, "owner", owner)
		return true
	})
}
