package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

var (
	once     sync.Once
	settings map[string]string
)

func getSettings() map[string]string {
	once.Do(func() { // [1:3]
		settings = map[string]string{"url": defaultURL()}
	})
	return settings
}

func defaultURL() string {
	return "https://" + getSettings()["host"] // Which needs the settings. // [2]
}

func main() {
	slog.Info("got settings", "url", getSettings()["url"]) // [3]
}
