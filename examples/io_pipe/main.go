// A pipe between who writes and who reads: each end tells the other why it failed.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var (
	errDatabase = errors.New("the database is gone")
	errTooLong  = errors.New("the file is too long")
)

// export writes rows, and fails after a few if it is told to.
func export(out *io.PipeWriter, rows, good int) {
	for row := range rows {
		time.Sleep(10 * time.Millisecond)
		if row == good {
			out.CloseWithError(errDatabase) // [1]
			return
		}
		if _, err := fmt.Fprintln(out, "row", row); err != nil { // [2:4]
			slog.Info("the export stops", "why", err)
			return
		}
	}
	out.Close() // [3]
}

// upload reads rows, and takes no more than it has room for.
func upload(in *io.PipeReader, room int) error {
	taken := 0
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if taken == room {
			in.CloseWithError(errTooLong) // [4]
			return errTooLong
		}
		taken++
	}
	if err := lines.Err(); err != nil { // [5:3]
		return err
	}
	slog.Info("uploaded", "rows", taken)
	return nil
}

func run(rows, good, room int) {
	in, out := io.Pipe() // [6]
	var exporting sync.WaitGroup
	exporting.Go(func() { export(out, rows, good) })
	err := upload(in, room)
	exporting.Wait()
	slog.Info("run", "error", err)
}

func main() {
	run(3, 9, 9)
	run(5, 2, 9)
	run(5, 9, 2)
}
