// A scheduler with a timer for each job.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type scheduler struct {
	mu     sync.Mutex // [1:3]
	timers map[string]*time.Timer
	jobs   sync.WaitGroup // [5]
}

func (s *scheduler) add(name string, at time.Time) { // [2:12]
	s.remove(name) // A name has one job.
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs.Add(1)
	s.timers[name] = time.AfterFunc(time.Until(at), func() {
		defer s.jobs.Done()
		s.forget(name)
		slog.Info("run", "job", name) // [3]
	})
}

func (s *scheduler) forget(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.timers, name)
}

func (s *scheduler) remove(name string) { // [4:9]
	s.mu.Lock()
	defer s.mu.Unlock()
	if timer, ok := s.timers[name]; ok && timer.Stop() {
		delete(s.timers, name)
		s.jobs.Done() // It will not run, and so not say that it has.
	}
}

func main() {
	s := &scheduler{timers: make(map[string]*time.Timer)}
	morning := time.Now()
	s.add("report", morning.Add(30*time.Millisecond))
	s.add("backup", morning.Add(40*time.Millisecond))
	time.Sleep(5 * time.Millisecond)
	s.add("mail", morning.Add(10*time.Millisecond))
	time.Sleep(20 * time.Millisecond)
	s.remove("report")

	s.jobs.Wait() // [5]
	slog.Info("all jobs have run")
}
