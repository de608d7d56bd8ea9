// Lines that somebody types, with a ticker beside them.
package main

import (
	"bufio"
	"io"
	"log/slog"
	"os"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// readLines can't be stopped while it waits for a line.
func readLines(lines chan<- string) { // [1:7]
	defer close(lines) // [2]
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		lines <- in.Text()
	}
}

// keyboard puts a pipe in the place of the standard input.
func keyboard() *os.File { // [4:8]
	in, out, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	os.Stdin = in
	return out
}

func typist(keys *os.File, ticked <-chan bool) {
	defer keys.Close() // [2]
	io.WriteString(keys, "one\n")
	<-ticked
	io.WriteString(keys, "two\nthree") // [5]
}

func main() {
	keys, ticked := keyboard(), make(chan bool, 10)
	go typist(keys, ticked)

	lines := make(chan string)
	go readLines(lines) // [1]
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case line, ok := <-lines:
			if !ok { // [2:4]
				slog.Info("the end")
				return
			}
			slog.Info("typed", "line", line)
		case <-ticker.C: // [3:3]
			slog.Info("tick")
			ticked <- true
		}
	}
}
