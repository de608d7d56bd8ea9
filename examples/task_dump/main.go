// One goroutine holds a lock and waits for news; another waits for the lock. On
// SIGQUIT, Ctrl-\ in a terminal, Go prints what each waits for, and ends.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var mu sync.Mutex

func hold(news <-chan string, held chan<- struct{}) {
	mu.Lock() // [1:4]
	defer mu.Unlock()
	close(held)
	<-news
}

func follow() {
	mu.Lock() // [2]
	defer mu.Unlock()
}

func main() {
	news := make(chan string)
	held := make(chan struct{})
	go hold(news, held)
	<-held // [3]
	go follow()
	time.Sleep(10 * time.Millisecond) // [3]
	slog.Info("stuck")
	time.Sleep(10 * time.Second) // [4]
}
