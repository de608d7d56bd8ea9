package main

import (
	"log/slog"
	"net"
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
		time.Sleep(50 * time.Millisecond)
		second.Lock()
		defer second.Unlock()
		slog.Info("got both")
	}
	wg.Add(2)
	go both(&one, &two)
	go both(&two, &one)
	wg.Wait()
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() { _, _ = listener.Accept() }() // Nobody will ever call.
	slog.Info("listening")

	opposite()
}
