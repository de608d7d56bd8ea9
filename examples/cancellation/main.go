package main

import (
	"context"
	"time"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func cancelled(name string, finder datacenter.Finder) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	go func() {
		time.Sleep(50 * time.Millisecond)
		cancel()
	}()

	finder.FindWithContext(ctx, name)
}

func late(name string, finder datacenter.Finder) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()

	finder.FindWithContext(ctx, name)
}

func main() {
	cancelled("my-bucket", datacenter.BHS)
	late("my-bucket", datacenter.BHS)
}
