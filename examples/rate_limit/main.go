package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()

	for request := range 4 {
		<-ticker.C
		slog.Info("sending", "request", request)
	}
}
