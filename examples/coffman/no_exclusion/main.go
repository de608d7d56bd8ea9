package main

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// An Account needs no lock: each change of it is one indivisible step.
type Account struct{ money atomic.Int64 } // [1]

func transfer(from, to *Account, amount int64) {
	from.money.Add(-amount)           // [2]
	time.Sleep(10 * time.Millisecond) // [3]
	to.money.Add(amount)              // [2]
	slog.Info("transferred", "amount", amount)
}

func main() {
	var alice, bob Account
	alice.money.Store(100)
	bob.money.Store(100)

	var wg sync.WaitGroup
	wg.Go(func() { transfer(&alice, &bob, 10) })
	wg.Go(func() { transfer(&bob, &alice, 30) })
	wg.Wait()

	slog.Info("in the end", "alice", alice.money.Load(), "bob", bob.money.Load())
}
