package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func work() { // [1:4]
	time.Sleep(10 * time.Millisecond)
	slog.Info("the work is done")
}

func main() {
	go work()                 // [2]
	slog.Info("main returns") // Nobody waits: the program ends here. // [3]
}
