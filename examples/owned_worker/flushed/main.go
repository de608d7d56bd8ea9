// A logger that sends in the background. Close sends what is left, however the work ends.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Logger struct {
	lines chan string
	done  chan struct{}
}

func Open() *Logger {
	l := &Logger{make(chan string, 10), make(chan struct{})}
	go l.send()
	return l
}

func (l *Logger) Log(line string) { l.lines <- line }

func (l *Logger) send() {
	defer close(l.done)
	for line := range l.lines { // [2:3]
		time.Sleep(10 * time.Millisecond)
		slog.Info("sent", "line", line)
	}
}

// Close sends what is left, and waits for that so long. What it leaves behind goes on.
func (l *Logger) Close(patience time.Duration) {
	close(l.lines) // [3]
	select {
	case <-l.done: // [5:2]
		slog.Info("all is sent")
	case <-time.After(patience): // [4]
		slog.Info("not all is sent") // [5]
	}
}

func work(ctx context.Context, lines int) {
	logger := Open()
	defer logger.Close(20 * time.Millisecond) // [1]
	for number := range lines {
		logger.Log(fmt.Sprint("line ", number))
	}
	<-ctx.Done() // [1]
}

func main() {
	for _, lines := range []int{2, 5} {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
		work(ctx, lines)
		cancel()
	}
}
