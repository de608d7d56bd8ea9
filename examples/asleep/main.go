package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

type Worker struct{ jobs chan string } // [1]

func (w *Worker) Run() {
	job := <-w.jobs // Nobody has made the channel, and nobody can send on it. // [2]
	slog.Info("got a job", "job", job)
}

func main() {
	var worker Worker // [3:2]
	worker.Run()
}
