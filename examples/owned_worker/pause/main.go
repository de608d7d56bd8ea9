package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Player plays songs, unless it is paused.
type Player struct {
	songs  chan string
	paused chan bool
}

func (p *Player) Run() {
	songs := p.songs
	for {
		select {
		case paused := <-p.paused: // [1]
			songs = p.songs
			if paused {
				songs = nil // [2]
			}
		case song, ok := <-songs:
			if !ok {
				return
			}
			slog.Info("begins", "song", song) // [3:3]
			time.Sleep(20 * time.Millisecond)
			slog.Info("ends", "song", song)
		}
	}
}

func main() {
	player := Player{make(chan string, 9), make(chan bool)}
	var wg sync.WaitGroup
	wg.Go(player.Run)

	player.songs <- "hey"
	time.Sleep(30 * time.Millisecond)
	player.paused <- true
	slog.Info("paused")
	player.songs <- "jude" // [4]
	time.Sleep(30 * time.Millisecond)
	slog.Info("resumed")
	player.paused <- false
	close(player.songs)
	wg.Wait()
}
