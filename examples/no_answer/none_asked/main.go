package main

import (
	"log/slog"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func firstAnswer(name string, finders []datacenter.Finder) bool {
	answers := make(chan bool, len(finders))

	for _, finder := range finders { // [1:3]
		go func() { answers <- finder.Find(name) }()
	}

	return <-answers // [2]
}

func main() {
	var near []datacenter.Finder // There are none today. // [1]

	slog.Info("got result", "found", firstAnswer("my-bucket", near))
}
