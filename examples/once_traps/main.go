package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type Database struct{ id string }

var (
	once     sync.Once
	database *Database
	attempts int
)

func connect() *Database {
	attempts++
	if attempts == 1 { // [1:3]
		panic("the network is down")
	}
	return &Database{id: "db1"}
}

func getDatabase() *Database {
	once.Do(func() { database = connect() }) // [2]
	return database
}

func caller() {
	defer func() { // [3:5]
		if reason := recover(); reason != nil {
			slog.Error("failed to connect", "error", reason)
		}
	}()

	if database := getDatabase(); database == nil { // [4:2]
		slog.Info("got no database connection, and no error")
	} else {
		slog.Info("got database connection", "id", database.id)
	}
}

func main() {
	caller()
	caller()
}
