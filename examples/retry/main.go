package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const (
	attempts = 4
	first    = 100 * time.Millisecond // The first pause.
	longest  = time.Second
	each     = 200 * time.Millisecond // What one try may take.
)

var errRefused, errPassword = errors.New("refused"), errors.New("wrong password")

func retry(
	ctx context.Context, try func(context.Context) error, jitter func() float64,
) error {
	pause := first
	for attempt := 1; ; attempt++ { // [1]
		tryCtx, cancel := context.WithTimeout(ctx, each) // [2:3]
		err := try(tryCtx)
		cancel()
		if err == nil || errors.Is(err, errPassword) { // [3:3]
			return err
		}
		if attempt == attempts { // [4:3]
			return err
		}
		slog.Info("it failed", "attempt", attempt)

		select { // [5:5]
		case <-time.After(time.Duration(float64(pause) * jitter())):
		case <-ctx.Done():
			return ctx.Err()
		}
		pause = min(2*pause, longest) // [6]
	}
}

type Server struct{ calls int }

// Call is refused, hangs, is refused again, and succeeds.
func (s *Server) Call(ctx context.Context) error {
	s.calls++
	slog.Info("calling", "call", s.calls)
	switch s.calls {
	case 1, 3:
		return errRefused
	case 2:
		<-ctx.Done() // [2]
		return ctx.Err()
	}
	return nil
}

func logIn(context.Context) error { return errPassword }

func busy(context.Context) error { return errRefused }

func main() {
	rolls := []float64{0.75, 1.25, 1, 1} // Truly random: 0.5 + rand.Float64().
	jitter := func() float64 {           // [5]
		roll := rolls[0]
		rolls = rolls[1:]
		return roll
	}

	server := &Server{}
	if retry(context.Background(), server.Call, jitter) == nil {
		slog.Info("it worked")
	}

	if err := retry(context.Background(), logIn, jitter); err != nil {
		slog.Info("not tried again", "why", err) // [3]
	}

	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond) // [7:4]
	defer cancel()
	if errors.Is(retry(ctx, busy, jitter), context.DeadlineExceeded) {
		slog.Info("given up")
	}
}
