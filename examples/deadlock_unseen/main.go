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
		first.Lock() // [1]
		defer first.Unlock()
		time.Sleep(50 * time.Millisecond)
		second.Lock() // [1]
		defer second.Unlock()
		slog.Info("got both")
	}
	wg.Go(func() { both(&one, &two) }) // [2:2]
	wg.Go(func() { both(&two, &one) })
	wg.Wait() // [4]
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() { _, _ = listener.Accept() }() // Nobody will ever call. // [3]
	slog.Info("listening")

	opposite()
}
