package main

import (
	"context"
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type userKey struct{}

// A Job carries the context of whoever sent it: the worker's own is an older one.
type Job struct { // [1:4]
	ctx  context.Context
	name string
}

func worker(ctx context.Context, jobs <-chan Job) {
	for job := range jobs {
		slog.Info("working", "job", job.name, // [2:2]
			"worker", ctx.Value(userKey{}), "sender", job.ctx.Value(userKey{}))
	}
}

func main() {
	ctx := context.WithValue(context.Background(), userKey{}, "nobody")
	jobs := make(chan Job)
	var wg sync.WaitGroup

	wg.Go(func() { worker(ctx, jobs) }) // [4]

	for _, user := range []string{"alice", "bob"} {
		ctx := context.WithValue(ctx, userKey{}, user)
		jobs <- Job{ctx, "print"} // [3]
	}
	close(jobs)
	wg.Wait()
}
