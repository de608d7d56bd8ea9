package main

import (
	"log/slog"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func batches(rows <-chan string, size int) <-chan []string { // [1:15]
	out := make(chan []string)
	go func() {
		defer close(out)
		var batch []string
		for row := range rows {
			batch = append(batch, row)
			if len(batch) == size {
				out <- batch
				batch = nil
			}
		}
		if len(batch) > 0 {
			out <- batch
		}
	}()
	return out
}

func upload(batch []string) { // [3:5]
	slog.Info("uploading", "rows", strings.Join(batch, " "))
	time.Sleep(25 * time.Millisecond)
	slog.Info("uploaded", "rows", strings.Join(batch, " "))
}

func produce(rows chan<- string) {
	defer close(rows)
	for row := range strings.SplitSeq("a b c d e f g", " ") {
		time.Sleep(5 * time.Millisecond)
		rows <- row
	}
}

func main() {
	rows := make(chan string)
	go produce(rows)

	places := make(chan struct{}, 2) // [2]
	var wg sync.WaitGroup            // [5]
	for batch := range batches(rows, 2) {
		places <- struct{}{} // [4]
		wg.Go(func() {       // [4:4]
			defer func() { <-places }()
			upload(batch)
		})
	}
	wg.Wait() // [5:2]
	slog.Info("all is uploaded")
}
