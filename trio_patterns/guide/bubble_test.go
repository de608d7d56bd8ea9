package main

// The toolchain lays this file into the folder of each Go program when it builds the
// virtual-time variant. The program's own main runs in a synctest bubble, where time
// goes on only when every goroutine waits.

import (
	"os"
	"testing"
	"testing/synctest"

	"example.com/triopatterns/plainlog"
)

func TestInBubble(t *testing.T) {
	synctest.Test(t, func(*testing.T) {
		plainlog.ShowTimes()
		main()
		plainlog.End()
		// When main returns a Go program ends, whatever its goroutines are doing.
		os.Exit(0)
	})
}
