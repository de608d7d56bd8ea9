// A batch whose callers wait for their answers: one question for many keys.
package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const (
	size   = 3
	within = 10 * time.Millisecond
)

type answer struct {
	value string
	err   error
}

type request struct {
	key    string
	answer chan answer // with room for one: nobody may wait for it any more
}

type Loader struct{ requests chan request }

func (l *Loader) Load(ctx context.Context, key string) (string, error) {
	request := request{key, make(chan answer, 1)} // [1]
	select {
	case l.requests <- request:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case answer := <-request.answer: // [5]
		return answer.value, answer.err
	case <-ctx.Done(): // [5]
		return "", ctx.Err()
	}
}

func (l *Loader) run() {
	for first := range l.requests {
		batch := []request{first}
		timer := time.After(within)
	collect: // [2:12]
		for len(batch) < size {
			select {
			case request, ok := <-l.requests:
				if !ok {
					break collect
				}
				batch = append(batch, request)
			case <-timer:
				break collect
			}
		}
		var keys []string
		for _, request := range batch {
			keys = append(keys, request.key)
		}
		values, err := fetch(keys) // [3]
		for _, request := range batch {
			request.answer <- answer{values[request.key], err} // [4]
		}
	}
}

func fetch(keys []string) (map[string]string, error) {
	slog.Info("fetching", "keys", strings.Join(keys, " "))
	time.Sleep(20 * time.Millisecond)
	values := map[string]string{}
	for _, key := range keys {
		if key == "bad" {
			return nil, errors.New("no such key")
		}
		values[key] = strings.ToUpper(key)
	}
	return values, nil
}

func main() {
	loader := &Loader{make(chan request)}
	var running, calls sync.WaitGroup
	running.Go(loader.run)

	ask := func(key string, patience time.Duration) {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		switch value, err := loader.Load(ctx, key); {
		case err == nil:
			slog.Info("loaded", "key", key, "value", value)
		case errors.Is(err, context.DeadlineExceeded):
			slog.Info("gave up", "key", key)
		default:
			slog.Info("failed", "key", key, "why", err)
		}
	}
	calls.Go(func() { ask("hasty", 5*time.Millisecond) })
	time.Sleep(time.Millisecond)
	calls.Go(func() { ask("ann", time.Second) })
	time.Sleep(39 * time.Millisecond)
	calls.Go(func() { ask("bad", time.Second) })
	calls.Wait()
	close(loader.requests)
	running.Wait()
}
