package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func describe(name string, channel chan string) {
	if channel == nil { // [1:4]
		slog.Info("not made yet", "channel", name)
		return
	}
	slog.Info("made", "channel", name, "size", cap(channel), "held", len(channel)) // [4]
}

func main() {
	var declared chan string // [1]
	describe("declared", declared)

	unbuffered := make(chan string) // [2]
	describe("unbuffered", unbuffered)

	buffered := make(chan string, 3) // [3]
	describe("buffered", buffered)
	buffered <- "hello" // [5]
	describe("buffered", buffered)
}
