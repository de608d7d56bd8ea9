// A conversation with a process: a line to its input, a line from its output.
package main

import (
	"bufio"
	"fmt"
	"log/slog"
	"os/exec"

	_ "example.com/triopatterns/plainlog"
)

// shout is a process that answers each line in capitals.
const shout = `while read line; do echo "$line" | tr a-z A-Z; done; echo BYE`

func main() {
	process := exec.Command("sh", "-c", shout)
	stdin, err := process.StdinPipe() // [1:8]
	if err != nil {
		panic(err)
	}
	stdout, err := process.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := process.Start(); err != nil { // [2:3]
		panic(err)
	}

	lines := bufio.NewScanner(stdout) // [3:7]
	for _, word := range []string{"hello", "again"} {
		fmt.Fprintln(stdin, word)
		if lines.Scan() {
			slog.Info("heard", "line", lines.Text())
		}
	}

	stdin.Close() // [4:4]
	for lines.Scan() {
		slog.Info("heard", "line", lines.Text())
	}
	if err := process.Wait(); err != nil { // [5:3]
		panic(err)
	}
	slog.Info("ended", "status", process.ProcessState.ExitCode())
}
