package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type userKey struct{}

func withUser(ctx context.Context, user string) context.Context { // [1:3]
	return context.WithValue(ctx, userKey{}, user)
}

func say(ctx context.Context, where string) { // [2:7]
	user, ok := ctx.Value(userKey{}).(string)
	if !ok {
		user = "nobody"
	}
	slog.Info(where, "user", user)
}

func child(ctx context.Context) {
	say(ctx, "in the child")
	ctx = withUser(ctx, "root") // [3]
	say(ctx, "in the child, changed")
	time.Sleep(20 * time.Millisecond)
	say(ctx, "in the child, later")
}

func main() {
	ctx := context.Background()
	say(ctx, "at first")
	ctx = withUser(ctx, "alice")

	var wg sync.WaitGroup
	handedOver := ctx
	wg.Go(func() { child(handedOver) }) // [4]
	ctx = withUser(ctx, "bob")          // The child has got its context already. // [5]

	time.Sleep(10 * time.Millisecond)
	say(ctx, "in the parent")
	wg.Wait()
}
