package main

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type task struct {
	name  string
	work  func() error
	needs []*task
	done  chan struct{}
	err   error
}

func newTask(name string, work func() error, needs ...*task) *task {
	return &task{name, work, needs, make(chan struct{}), nil}
}

func (t *task) run() {
	defer close(t.done)            // [2]
	for _, need := range t.needs { // [1:2]
		<-need.done
		if need.err != nil { // [3:4]
			t.err = errors.New("skipped, as there is no " + need.name)
			return
		}
	}
	t.err = t.work() // [4]
	if t.err == nil {
		slog.Info("done", "task", t.name)
	}
}

func takes(milliseconds int) func() error {
	return func() error {
		time.Sleep(time.Duration(milliseconds) * time.Millisecond)
		return nil
	}
}

func broken() error {
	time.Sleep(15 * time.Millisecond)
	return errors.New("a link is dead")
}

func main() {
	fetch := newTask("fetch", takes(10))
	generate := newTask("generate", takes(20))
	build := newTask("build", takes(10), fetch, generate)
	docs := newTask("docs", broken, fetch)
	test := newTask("test", takes(10), build)
	publish := newTask("publish", takes(10), test, docs)
	tasks := []*task{publish, test, docs, build, generate, fetch}

	var wg sync.WaitGroup
	for _, t := range tasks { // [5:3]
		wg.Go(t.run)
	}
	wg.Wait()

	for _, t := range tasks { // [6:5]
		if t.err != nil {
			slog.Info("not done", "task", t.name, "why", t.err)
		}
	}
}
