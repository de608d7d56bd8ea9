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
	database *Database
	once     sync.Once // [1]
)

func connect() *Database { // [2:5]
	slog.Info("connecting to database")
	time.Sleep(10 * time.Millisecond)
	return &Database{id: rand.Text()}
}

func getDatabase() *Database {
	once.Do(func() { // [3:3]
		database = connect()
	})
	return database
}

func main() {
	var wg sync.WaitGroup

	for range 3 {
		wg.Go(func() { slog.Info("got database connection", "id", getDatabase().id) })
	}

	wg.Wait()
}
