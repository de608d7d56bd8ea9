package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func describe(name string, channel chan string) {
	if channel == nil {
		slog.Info("not made yet", "channel", name)
		return
	}
	slog.Info("made", "channel", name, "size", cap(channel), "held", len(channel))
}

func main() {
	var declared chan string
	describe("declared", declared)

	unbuffered := make(chan string)
	describe("unbuffered", unbuffered)

	buffered := make(chan string, 3)
	describe("buffered", buffered)
	buffered <- "hello"
	describe("buffered", buffered)
}
