package main

import (
	"log/slog"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func firstAnswer(name string, finders []datacenter.Finder) bool {
	answers := make(chan bool, len(finders))

	for _, finder := range finders {
		go func() { answers <- finder.Find(name) }()
	}

	return <-answers
}

func main() {
	var near []datacenter.Finder // There are none today.

	slog.Info("got result", "found", firstAnswer("my-bucket", near))
}
