// What close, send and receive do on a nil, a closed and an open channel.
package main

import (
	"fmt"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// attempt runs an operation in a goroutine and tells how it went. If it still
// waits after 10 ms, it gets a partner; without one it waits for ever: time in a
// synctest bubble goes on only when nothing in the program can wake anything else.
func attempt(operation, channel string, run func() string, partner func()) {
	over := make(chan string, 1)
	go func() { // [1:8]
		defer func() {
			if reason := recover(); reason != nil {
				over <- fmt.Sprint("panic: ", reason)
			}
		}()
		over <- run()
	}()
	var outcome string
	select {
	case outcome = <-over:
	case <-time.After(10 * time.Millisecond): // [2:6]
		outcome = "waits for ever"
		if partner != nil {
			partner()
			outcome = "waits, then " + <-over
		}
	}
	slog.Info(operation, "channel", channel, "outcome", outcome)
}

func closing(channel chan int) func() string {
	return func() string {
		close(channel)
		return "ok"
	}
}

func sending(channel chan<- int) func() string {
	return func() string {
		channel <- 1
		return "sent"
	}
}

func receiving(channel <-chan int) func() string {
	return func() string {
		value, ok := <-channel
		return fmt.Sprintf("value=%d ok=%t", value, ok)
	}
}

func closed() chan int {
	channel := make(chan int)
	close(channel)
	return channel
}

func main() {
	attempt("close", "nil", closing(nil), nil)             // [3]
	attempt("close", "closed", closing(closed()), nil)     // [4]
	attempt("close", "open", closing(make(chan int)), nil) // [5]

	attempt("send", "nil", sending(nil), nil)         // [3]
	attempt("send", "closed", sending(closed()), nil) // [4]
	open := make(chan int)                            // [5:3]
	attempt("send", "open", sending(open), func() { <-open })
	attempt("send", "with room", sending(make(chan int, 1)), nil)

	attempt("receive", "nil", receiving(nil), nil)                    // [3]
	attempt("receive", "closed", receiving(closed()), nil)            // [4]
	attempt("receive", "open", receiving(open), func() { open <- 2 }) // [5:4]
	full := make(chan int, 1)
	full <- 3
	attempt("receive", "with a value", receiving(full), nil)
}
