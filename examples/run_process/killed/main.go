// A process and its child get a limit: at its end both are ended.
package main

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"syscall"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// backup waits for a child of its own, which has the same output.
const backup = "sleep 10 & echo backing up; wait; echo done"

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	process := exec.CommandContext(ctx, "sh", "-c", backup)
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // [1]
	process.Cancel = func() error {                           // [2:4]
		return syscall.Kill(-process.Process.Pid, syscall.SIGTERM)
	}
	process.WaitDelay = time.Second
	stdout, err := process.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := process.Start(); err != nil {
		panic(err)
	}

	lines := bufio.NewScanner(stdout)
	lines.Scan()
	slog.Info("heard", "line", lines.Text())
	time.AfterFunc(50*time.Millisecond, cancel) // [3]

	for lines.Scan() { // It ends when nobody has the other end of the pipe.
		slog.Info("heard", "line", lines.Text())
	}
	slog.Info("all of them are gone")

	var failed *exec.ExitError
	if errors.As(process.Wait(), &failed) { // [4:4]
		status := failed.Sys().(syscall.WaitStatus)
		slog.Info("killed", "signal", int(status.Signal()))
	}
}
