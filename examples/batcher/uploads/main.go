package main

import (
	"log/slog"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func batches(rows <-chan string, size int, within time.Duration) <-chan []string { // [1:23]
	out := make(chan []string)
	go func() {
		defer close(out)
		for row := range rows {
			batch := []string{row}
			due := time.After(within)
			for full := false; !full && len(batch) < size; {
				select {
				case row, ok := <-rows:
					if ok {
						batch = append(batch, row)
					}
					full = !ok
				case <-due:
					full = true
				}
			}
			out <- batch
		}
	}()
	return out
}

func upload(batch []string) { // [3:5]
	slog.Info("uploading", "rows", strings.Join(batch, " "))
	time.Sleep(30 * time.Millisecond)
	slog.Info("uploaded", "rows", strings.Join(batch, " "))
}

func produce(rows chan<- string) {
	defer close(rows)
	for row := range strings.SplitSeq("a b c d e f g", " ") {
		time.Sleep(5 * time.Millisecond)
		rows <- row
		if row == "e" {
			time.Sleep(30 * time.Millisecond)
		}
	}
}

func main() {
	rows := make(chan string)
	go produce(rows)

	places := make(chan struct{}, 2) // [2]
	var wg sync.WaitGroup            // [5]
	for batch := range batches(rows, 2, 12*time.Millisecond) {
		places <- struct{}{} // [4]
		wg.Go(func() {       // [4:4]
			defer func() { <-places }()
			upload(batch)
		})
	}
	wg.Wait() // [5:2]
	slog.Info("all is uploaded")
}
