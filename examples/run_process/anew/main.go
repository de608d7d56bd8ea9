// Each change ends the command that runs, and begins it anew: a live reload.
package main

import (
	"context"
	"log/slog"
	"os/exec"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// reload runs the command for the newest change, and never two at a time.
func reload(changes <-chan string) {
	cancel, ended := func() {}, make(chan struct{})
	close(ended)
	for change := range changes {
		cancel() // [1]
		<-ended  // [2]

		var ctx context.Context
		ctx, cancel = context.WithCancel(context.Background())
		ended = make(chan struct{})
		go run(ctx, change, ended) // [3]
	}
	cancel() // [5]
	<-ended  // [5]
}

func run(ctx context.Context, change string, ended chan<- struct{}) {
	defer close(ended)
	slog.Info("begun", "after", change)
	_ = exec.CommandContext(ctx, "sleep", "10").Run() // [4]
	slog.Info("ended", "after", change)
}

func main() {
	changes := make(chan string)
	go func() {
		defer close(changes)
		for _, change := range []string{"a.go", "b.go", "c.go"} {
			changes <- change
			time.Sleep(50 * time.Millisecond)
		}
	}()
	reload(changes)
	slog.Info("stopped")
}
