package main

import (
	"context"
	"log/slog"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func firstAnswer(name string, finders []datacenter.Finder) bool {
	answers := make(chan bool, len(finders))

	for _, finder := range finders {
		go func() {
			found, err := finder.FindWithError(context.Background(), name)
			if err != nil { // [1:4]
				slog.Error("an error occurred", "error", err)
				return // And nobody sends.
			}
			answers <- found
		}()
	}

	return <-answers // [2]
}

func main() {
	found := firstAnswer("my-bucket", []datacenter.Finder{
		datacenter.DCError, datacenter.DCError,
	})
	slog.Info("got result", "found", found)
}
