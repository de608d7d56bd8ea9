// A setting in a file: SIGHUP has it read again, while the rest goes on.
package main

import (
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"

	_ "example.com/triopatterns/plainlog"
)

type settings struct{ limit int }

var current atomic.Pointer[settings] // [1]

func load(path string) (*settings, error) { // [2:8]
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	limit, err := strconv.Atoi(string(text))
	return &settings{limit}, err
}

// reloadOn reads the file anew at each signal.
func reloadOn(hangups <-chan os.Signal, path string, reloaded chan<- struct{}) {
	for range hangups { // [3:9]
		if fresh, err := load(path); err != nil {
			slog.Error("bad settings: the old ones stay") // [4]
		} else {
			current.Store(fresh) // [1]
			slog.Info("read again")
		}
		reloaded <- struct{}{}
	}
}

func serve() {
	slog.Info("serving", "limit", current.Load().limit) // [1]
}

func write(path, text string) {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err)
	}
}

func main() {
	folder, err := os.MkdirTemp("", "settings-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "limit")
	write(path, "10")
	first, err := load(path)
	if err != nil {
		panic(err)
	}
	current.Store(first) // [1]

	hangups := make(chan os.Signal, 1) // [5:3]
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	reloaded := make(chan struct{})
	go reloadOn(hangups, path, reloaded)

	for _, text := range []string{"20", "many"} {
		write(path, text) // Somebody edits the file, and sends SIGHUP.
		serve()
		<-reloaded
	}
	serve()
}
