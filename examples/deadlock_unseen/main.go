package main

import (
	"context"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// opposite takes two locks in opposite order.
func opposite() {
	var one, two sync.Mutex
	var wg sync.WaitGroup

	both := func(first, second *sync.Mutex) {
		defer wg.Done()
		first.Lock()
		defer first.Unlock()
		time.Sleep(20 * time.Millisecond)
		second.Lock()
		defer second.Unlock()
	}
	wg.Add(2)
	go both(&one, &two)
	go both(&two, &one)
	wg.Wait()
}

func listen() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() { _, _ = listener.Accept() }() // Nobody will ever call.
}

func main() {
	if len(os.Args) > 1 {
		listen()
		opposite()
		return
	}

	// Once more as a process of its own, which is killed when we have seen enough.
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	var said strings.Builder
	child := exec.CommandContext(ctx, os.Args[0], "child")
	child.Stderr = &said
	_ = child.Run()
	slog.Info("two locks in opposite order, and a listener",
		"hangs", ctx.Err() != nil, "said", said.String())
}
