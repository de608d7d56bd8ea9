package main

import (
	"log/slog"
	"time"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func firstAnswer(name string, finders []datacenter.Finder) bool { // [4:12]
	answers := make(chan bool, len(finders))
	defer close(answers) // Room for all of them, and one comes too late. // [1]

	for _, finder := range finders {
		go func() { // [2:3]
			answers <- finder.Find(name) // Deaf to any context.
		}()
	}

	return <-answers // [3]
}

func main() {
	found := firstAnswer("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA,
	})
	slog.Info("got result", "found", found)

	time.Sleep(200 * time.Millisecond)
	slog.Info("the server goes on") // Never.
}
