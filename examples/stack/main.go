// A stack in place of a channel: the newest job comes first.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Stack gives the newest of its jobs, and waits while there is none.
type Stack struct {
	mu      sync.Mutex
	changed *sync.Cond // [1:3]
	jobs    []string
	closed  bool
}

func NewStack() *Stack {
	s := &Stack{}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *Stack) Push(job string) { // [2:6]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs = append(s.jobs, job)
	s.changed.Signal()
}

func (s *Stack) Pop() (job string, ok bool) { // [3:13]
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.jobs) == 0 && !s.closed {
		s.changed.Wait()
	}
	if len(s.jobs) == 0 {
		return "", false
	}
	last := len(s.jobs) - 1
	job, s.jobs = s.jobs[last], s.jobs[:last]
	return job, true
}

func (s *Stack) Close() { // [4:6]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.changed.Broadcast()
}

func work(stack *Stack) {
	for job, ok := stack.Pop(); ok; job, ok = stack.Pop() { // [5]
		slog.Info("working", "job", job)
		time.Sleep(20 * time.Millisecond)
	}
}

func main() {
	stack := NewStack()
	var worker sync.WaitGroup
	worker.Go(func() { work(stack) })

	for _, job := range []string{"a", "b", "c", "d"} {
		time.Sleep(5 * time.Millisecond)
		stack.Push(job)
	}
	time.Sleep(15 * time.Millisecond)
	stack.Push("e") // [6]
	stack.Close()
	worker.Wait()
	slog.Info("all is done")
}
