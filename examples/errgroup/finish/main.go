// One fails, and the others go on to their end: all errors come together then.
package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func deploy(host string, takes time.Duration) error {
	time.Sleep(takes)
	if strings.HasPrefix(host, "old") {
		return fmt.Errorf("%s is too old", host)
	}
	slog.Info("deployed", "host", host)
	return nil
}

func deployAll(hosts ...string) error {
	var mu sync.Mutex // [1:2]
	var errs []error

	var wg sync.WaitGroup // [2]
	for i, host := range hosts {
		wg.Go(func() {
			err := deploy(host, time.Duration(i+1)*10*time.Millisecond)
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err) // [3]
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...) // [4]
}

func main() {
	err := deployAll("old-1", "new-1", "old-2", "new-2")
	if joined, ok := err.(interface{ Unwrap() []error }); ok { // [5:5]
		for _, err := range joined.Unwrap() {
			slog.Error("failed", "why", err)
		}
	}
}
