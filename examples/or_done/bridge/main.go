package main

import (
	"fmt"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func bridge(streams <-chan <-chan string) <-chan string { // [2:12]
	out := make(chan string)
	go func() {
		defer close(out)
		for stream := range streams {
			for value := range stream {
				out <- value
			}
		}
	}()
	return out
}

func day(number int) <-chan string { // [1:11]
	lines := make(chan string)
	go func() {
		defer close(lines)
		for line := range 2 {
			time.Sleep(10 * time.Millisecond)
			lines <- fmt.Sprintf("day %d line %d", number, line)
		}
	}()
	return lines
}

func main() {
	days := make(chan (<-chan string)) // [1:7]
	go func() {
		defer close(days)
		for number := range 3 {
			days <- day(number)
		}
	}()

	for line := range bridge(days) { // [3:2]
		slog.Info(line)
	}
}
