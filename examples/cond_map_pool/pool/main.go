package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func greeting(name string) string {
	buffer := buffers.Get().(*bytes.Buffer) // [1:3]
	defer buffers.Put(buffer)
	buffer.Reset()                        // It may come from somebody else, with what they wrote.
	fmt.Fprintf(buffer, "hello %s", name) // [2:2]
	return buffer.String()
}

func main() {
	var wg sync.WaitGroup

	for _, name := range []string{"SBG", "GRA", "BHS"} {
		wg.Go(func() { slog.Info("greeted", "words", greeting(name)) })
	}

	wg.Wait()
}
