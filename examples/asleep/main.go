package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

type Worker struct{ jobs chan string }

func (w *Worker) Run() {
	job := <-w.jobs // Nobody has made the channel, and nobody can send on it.
	slog.Info("got a job", "job", job)
}

func main() {
	var worker Worker
	worker.Run()
}
