package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func orDone(done <-chan struct{}, values <-chan int) <-chan int { // [1:22]
	out := make(chan int)
	go func() {
		defer close(out)
		for {
			select {
			case <-done:
				return
			case value, ok := <-values:
				if !ok {
					return
				}
				select {
				case out <- value:
				case <-done:
					return
				}
			}
		}
	}()
	return out
}

func count() <-chan int {
	numbers := make(chan int)
	go func() {
		for number := 0; ; number++ {
			time.Sleep(10 * time.Millisecond)
			numbers <- number
		}
	}()
	return numbers
}

func main() {
	done := make(chan struct{}) // [2:2]
	time.AfterFunc(35*time.Millisecond, func() { close(done) })

	for number := range orDone(done, count()) { // [1]
		slog.Info("got", "number", number) // [3]
	}
	slog.Info("done")
}
