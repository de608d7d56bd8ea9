package main

import (
	"context"
	"time"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func cancelled(name string, finder datacenter.Finder) {
	ctx, cancel := context.WithCancel(context.Background()) // [1:2]
	defer cancel()

	go func() { // [2:4]
		time.Sleep(50 * time.Millisecond)
		cancel()
	}()

	finder.FindWithContext(ctx, name) // [3]
}

func late(name string, finder datacenter.Finder) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond) // [4:2]
	defer cancel()

	finder.FindWithContext(ctx, name) // [3]
}

func main() {
	cancelled("my-bucket", datacenter.BHS)
	late("my-bucket", datacenter.BHS)
}
