package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func work() {
	time.Sleep(10 * time.Millisecond)
	slog.Info("the work is done")
}

func main() {
	go work()
	slog.Info("main returns") // Nobody waits: the program ends here.
}
