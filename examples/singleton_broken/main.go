package main

import (
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Database struct{ id string }

var database *Database

func connect() *Database { // [1:5]
	slog.Info("connecting to database")
	time.Sleep(10 * time.Millisecond)
	return &Database{id: rand.Text()}
}

func getDatabase() *Database {
	if database != nil { // [2:3]
		return database
	}
	connected := connect() // Meanwhile the others find nil too. // [3:2]
	database = connected
	return connected
}

func main() {
	var wg sync.WaitGroup

	for range 3 {
		wg.Go(func() { slog.Info("got database connection", "id", getDatabase().id) })
	}

	wg.Wait()
}
