package main

import (
	"context"
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type userKey struct{}

// A Job carries the context of whoever sent it: the worker's own is an older one.
type Job struct {
	ctx  context.Context
	name string
}

func worker(ctx context.Context, jobs <-chan Job) {
	for job := range jobs {
		slog.Info("working", "job", job.name,
			"worker", ctx.Value(userKey{}), "sender", job.ctx.Value(userKey{}))
	}
}

func main() {
	ctx := context.WithValue(context.Background(), userKey{}, "nobody")
	jobs := make(chan Job)
	var wg sync.WaitGroup

	wg.Add(1)
	go func() {
		defer wg.Done()
		worker(ctx, jobs)
	}()

	for _, user := range []string{"alice", "bob"} {
		ctx := context.WithValue(ctx, userKey{}, user)
		jobs <- Job{ctx, "print"}
	}
	close(jobs)
	wg.Wait()
}
