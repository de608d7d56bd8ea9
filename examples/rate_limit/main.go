package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	ticker := time.NewTicker(20 * time.Millisecond) // [1:2]
	defer ticker.Stop()

	for request := range 4 {
		<-ticker.C                               // [2]
		slog.Info("sending", "request", request) // [3]
	}
}
