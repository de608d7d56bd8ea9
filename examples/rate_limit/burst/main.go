package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Bucket holds a few tokens, and gets a new one every so often while it has room.
type Bucket struct {
	tokens chan struct{}
	stop   chan struct{}
}

func NewBucket(size int, period time.Duration) *Bucket {
	b := &Bucket{tokens: make(chan struct{}, size), stop: make(chan struct{})} // [1]
	for range size {
		b.tokens <- struct{}{}
	}
	go b.fill(period) // [2]
	return b
}

func (b *Bucket) fill(period time.Duration) { // [2:16]
	ticker := time.NewTicker(period)
	defer ticker.Stop()

	for {
		select {
		case <-b.stop:
			return
		case <-ticker.C:
		}
		select {
		case b.tokens <- struct{}{}:
		default: // It is full.
		}
	}
}

func (b *Bucket) Take() { <-b.tokens } // [3]

func (b *Bucket) Close() { close(b.stop) }

func main() {
	bucket := NewBucket(3, 20*time.Millisecond)
	defer bucket.Close() // [5]

	for request := range 5 {
		bucket.Take() // [4]
		slog.Info("sending", "request", request)
	}
	time.Sleep(45 * time.Millisecond)
	slog.Info("after a pause")
	for request := range 3 {
		bucket.Take() // [4]
		slog.Info("sending", "request", request)
	}
}
