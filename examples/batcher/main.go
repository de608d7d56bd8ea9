package main

import (
	"log/slog"
	"strings"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func write(rows <-chan string, size int, within time.Duration) {
	var batch []string
	var due <-chan time.Time // No batch is begun: this case is never ready. // [3]
	flush := func() {        // [5:4]
		slog.Info("writing", "rows", strings.Join(batch, " "))
		batch, due = nil, nil
	}

	for {
		select {
		case row, ok := <-rows: // [1]
			if !ok { // [4:6]
				if len(batch) > 0 {
					flush()
				}
				return
			}
			if len(batch) == 0 { // [3:3]
				due = time.After(within)
			}
			batch = append(batch, row) // [2:4]
			if len(batch) == size {
				flush()
			}
		case <-due: // [3:2]
			flush()
		}
	}
}

func produce(rows chan<- string) {
	defer close(rows)
	for _, row := range []string{"a", "b", "c", "d", "e", "f"} {
		time.Sleep(10 * time.Millisecond)
		rows <- row
	}
	time.Sleep(40 * time.Millisecond)
	rows <- "g"
}

func main() {
	rows := make(chan string)
	go produce(rows)
	write(rows, 4, 35*time.Millisecond)
	slog.Info("all is written")
}
