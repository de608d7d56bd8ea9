package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

type Logbook struct{ entries chan string }

func (l *Logbook) Close() { close(l.entries) }

func main() {
	var logbook Logbook // Nobody has made the channel.

	logbook.Close()
	slog.Info("closed") // Never.
}
