// A question that waits for its answer only so long.
package main

import (
	"bufio"
	"io"
	"log/slog"
	"os"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func readLines(lines chan<- string) { // [1:7]
	defer close(lines)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		lines <- in.Text()
	}
}

func ask(question string, lines <-chan string, patience time.Duration) { // [2:9]
	slog.Info(question)
	select {
	case answer := <-lines:
		slog.Info("typed", "answer", answer)
	case <-time.After(patience):
		slog.Info("no answer")
	}
}

func main() {
	in, keys, err := os.Pipe() // In the place of the keyboard.
	if err != nil {
		panic(err)
	}
	os.Stdin = in

	lines := make(chan string)
	go readLines(lines) // [1]
	ask("your name?", lines, 100*time.Millisecond)
	io.WriteString(keys, "ann\n") // [3]
	ask("your name, please?", lines, 500*time.Millisecond)
	slog.Info("stopped") // [4]
}
