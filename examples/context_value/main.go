package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type userKey struct{}

func withUser(ctx context.Context, user string) context.Context {
	return context.WithValue(ctx, userKey{}, user)
}

func say(ctx context.Context, where string) {
	user, ok := ctx.Value(userKey{}).(string)
	if !ok {
		user = "nobody"
	}
	slog.Info(where, "user", user)
}

func child(ctx context.Context) {
	say(ctx, "in the child")
	ctx = withUser(ctx, "root")
	say(ctx, "in the child, changed")
	time.Sleep(20 * time.Millisecond)
	say(ctx, "in the child, later")
}

func main() {
	ctx := context.Background()
	say(ctx, "at first")
	ctx = withUser(ctx, "alice")

	var wg sync.WaitGroup
	wg.Add(1)
	go func(ctx context.Context) {
		defer wg.Done()
		child(ctx)
	}(ctx)
	ctx = withUser(ctx, "bob") // The child has got its context already.

	time.Sleep(10 * time.Millisecond)
	say(ctx, "in the parent")
	wg.Wait()
}
