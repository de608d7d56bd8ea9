// A worker that polls: told to stop, it wakes, empties the queue, and ends.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Queue keeps its jobs until they are acknowledged.
type Queue struct {
	mu   sync.Mutex
	jobs []string
}

func (q *Queue) Put(job string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, job)
}

func (q *Queue) First() (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		return "", false
	}
	return q.jobs[0], true
}

func (q *Queue) Acknowledge() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = q.jobs[1:]
}

func work(q *Queue, stop <-chan struct{}) {
	for stopping := false; ; {
		for job, ok := q.First(); ok; job, ok = q.First() { // [1:5]
			time.Sleep(10 * time.Millisecond)
			q.Acknowledge() // [2]
			slog.Info("done", "job", job)
		}
		if stopping { // [3:3]
			return
		}

		select { // [4:4]
		case <-time.After(50 * time.Millisecond):
		case <-stop:
			stopping = true
		}
	}
}

func main() {
	queue := &Queue{}
	stop := make(chan struct{})
	var worker sync.WaitGroup
	worker.Go(func() { work(queue, stop) })

	for _, job := range []string{"a", "b", "c", "d", "e"} {
		time.Sleep(15 * time.Millisecond)
		queue.Put(job)
	}
	slog.Info("please stop")
	close(stop) // [5:2]
	worker.Wait()
	slog.Info("stopped", "left", len(queue.jobs))
}
