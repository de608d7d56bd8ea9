package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

type Logbook struct{ entries chan string } // [1]

func (l *Logbook) Close() { close(l.entries) } // [3]

func main() {
	var logbook Logbook // Nobody has made the channel. // [2]

	logbook.Close()     // [3]
	slog.Info("closed") // Never.
}
