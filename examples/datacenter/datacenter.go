// Package datacenter is the project of the pattern chapter: several datacenters,
// and the question which of them holds a resource.
package datacenter

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"
)

// A Finder looks for a resource by its name.
type Finder interface {
	// Find waits for the answer, however long it takes.
	Find(name string) bool
	// FindWithContext gives up, and says why, when its context ends. It may fail.
	FindWithContext(ctx context.Context, name string) (bool, error)
	// FindWithError is FindWithContext, and what DCError fails in.
	FindWithError(ctx context.Context, name string) (bool, error)
	// Weight is the load that one search puts on a semaphore.
	Weight() int64
}

// A Result is what a search says of one datacenter.
type Result struct {
	Datacenter Finder
	Found      bool
}

// SBG and the others are the datacenters of all examples.
var (
	SBG = datacenter{"SBG", 100 * time.Millisecond, 10}
	GRA = datacenter{"GRA", 200 * time.Millisecond, 20}
	BHS = datacenter{"BHS", 300 * time.Millisecond, 30}
	RBX = datacenter{"RBX", 100 * time.Millisecond, 10}
	WAW = datacenter{"WAW", 100 * time.Millisecond, 10}

	// DCError fails at once.
	DCError = Failing("DCError", 0)
)

// ErrFind is what a failing datacenter answers.
var ErrFind = errors.New("something went wrong")

type datacenter struct {
	name   string
	delay  time.Duration
	weight int64
}

func (d datacenter) String() string { return d.name }

func (d datacenter) Weight() int64 { return d.weight }

// answer is what a datacenter says after its delay. The tests let each of them fail in
// its turn, by its name, to compare what then becomes of the programs.
func (d datacenter) answer() (bool, error) {
	if d.name == os.Getenv("FAILING_DATACENTER") {
		return false, ErrFind
	}
	return true, nil
}

func (d datacenter) Find(string) bool {
	time.Sleep(d.delay)
	found, err := d.answer()
	if err != nil {
		panic(err) // It has no other way to say so.
	}
	return found
}

func (d datacenter) FindWithContext(ctx context.Context, _ string) (bool, error) {
	timer := time.NewTimer(d.delay)
	defer timer.Stop()

	select {
	case <-timer.C:
		return d.answer()
	case <-ctx.Done():
		slog.Info("find given up", "datacenter", d, "why", ctx.Err())
		return false, ctx.Err()
	}
}

func (d datacenter) FindWithError(ctx context.Context, name string) (bool, error) {
	return d.FindWithContext(ctx, name)
}

type failing struct{ datacenter }

// Failing is a datacenter that answers with ErrFind after a delay.
func Failing(name string, delay time.Duration) Finder {
	return failing{datacenter{name, delay, 10}}
}

func (f failing) FindWithError(ctx context.Context, name string) (bool, error) {
	if f.delay > 0 {
		if _, err := f.FindWithContext(ctx, name); err != nil {
			return false, err
		}
	}
	return false, ErrFind
}
