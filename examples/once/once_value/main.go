package main

import (
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Database struct{ id string }

var getDatabase = sync.OnceValue(func() *Database { // [5:5]
	slog.Info("connecting to database")
	time.Sleep(10 * time.Millisecond)
	return &Database{id: rand.Text()}
})

func main() {
	var wg sync.WaitGroup

	for range 3 {
		wg.Go(func() { slog.Info("got database connection", "id", getDatabase().id) }) // [6]
	}

	wg.Wait()
}
