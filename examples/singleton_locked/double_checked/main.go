package main

import (
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Database struct{ id string }

var (
	mu       sync.Mutex // [1]
	database *Database
)

func connect() *Database {
	slog.Info("connecting to database")
	time.Sleep(10 * time.Millisecond)
	return &Database{id: rand.Text()}
}

func getDatabase() *Database {
	if database == nil { // A data race: this read is outside the lock. // [3]
		mu.Lock() // [1:2]
		defer mu.Unlock()
		if database == nil { // [2:3]
			database = connect()
		}
	}
	return database
}

func main() {
	var wg sync.WaitGroup

	for range 3 {
		wg.Go(func() { slog.Info("got database connection", "id", getDatabase().id) })
	}

	wg.Wait()
}
