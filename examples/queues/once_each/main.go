package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Queue holds a key once, however often it is added, and gives it to one worker at a time.
type Queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	keys   []string
	dirty  map[string]bool // They have to be worked on,
	busy   map[string]bool // and these are just now.
	closed bool
}

func NewQueue() *Queue {
	q := &Queue{dirty: make(map[string]bool), busy: make(map[string]bool)}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *Queue) Add(key string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.dirty[key] { // [1]
		return
	}
	q.dirty[key] = true
	if !q.busy[key] { // [2]
		q.keys = append(q.keys, key)
		q.cond.Signal()
	}
}

func (q *Queue) Get() (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.keys) == 0 && !q.closed {
		q.cond.Wait()
	}
	if len(q.keys) == 0 {
		return "", false
	}
	key := q.keys[0]
	q.keys = q.keys[1:]
	delete(q.dirty, key) // [3:2]
	q.busy[key] = true
	return key, true
}

func (q *Queue) Done(key string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.busy, key) // [4:5]
	if q.dirty[key] {
		q.keys = append(q.keys, key)
		q.cond.Signal()
	}
}

func (q *Queue) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.cond.Broadcast()
}

func worker(q *Queue) {
	for {
		key, ok := q.Get()
		if !ok {
			return
		}
		time.Sleep(50 * time.Millisecond)
		slog.Info("done", "key", key)
		q.Done(key)
	}
}

func main() {
	queue := NewQueue()
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() { worker(queue) })
	}

	for _, key := range []string{"a", "b", "a", "b", "a", "c"} { // [5]
		queue.Add(key)
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(140 * time.Millisecond)
	queue.Close()
	workers.Wait()
}
