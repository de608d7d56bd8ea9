package main // [1]

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog" // [2]
)

var errTooSlow = errors.New("too slow") // [3]

type Station struct { // [4:5]
	Name  string
	Sky   string
	Takes time.Duration
}

func (s *Station) Look(ctx context.Context) (string, error) { // [5]
	select { // [6:5]
	case <-time.After(s.Takes):
		return s.Sky, nil // [7]
	case <-ctx.Done():
		return "", errTooSlow // [7]
	}
}

type report struct { // [4:5]
	station *Station
	sky     string
	err     error
}

func ask(ctx context.Context, stations []*Station, reports chan<- report) { // [8]
	defer close(reports)               // [9]
	var wg sync.WaitGroup              // [10]
	for _, station := range stations { // [11]
		wg.Go(func() { // [12]
			sky, err := station.Look(ctx)        // [7]
			reports <- report{station, sky, err} // [13]
		})
	}
	wg.Wait() // [10]
}

func main() {
	stations := []*Station{ // [14]
		{Name: "Tromsø", Sky: "snow", Takes: 100 * time.Millisecond},
		{Name: "Bergen", Sky: "rain", Takes: 200 * time.Millisecond},
		{Name: "Hamar", Takes: time.Minute}, // [15]
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // [16]
	defer cancel()                                                        // [16]

	reports := make(chan report)   // [17]
	go ask(ctx, stations, reports) // [18]

	count := make(map[string]int) // [19]
	for r := range reports {      // [20]
		if r.err != nil { // [21:3]
			slog.Error("no report", "station", r.station.Name, "error", r.err)
			continue
		}
		slog.Info("got report", "station", r.station.Name, "sky", r.sky)
		count[r.sky]++ // [19]
	}
	slog.Info("counted", "rain", count["rain"], "sun", count["sun"]) // [19]
}
