// Package plainlog makes slog print "LEVEL message key=value" and nothing else,
// so that the runs of a Go program and of its Trio twin compare as text.
//
// A program imports it for its effect: import _ "example.com/triopatterns/plainlog".
package plainlog

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

func init() {
	slog.SetDefault(slog.New(standard))
}

var standard = &handler{out: os.Stdout}

// ShowTimes makes every line start with the seconds since now, and a tab.
func ShowTimes() {
	now := time.Now()
	standard.start = &now
}

// End prints the time once more, without a line behind it: the program is over.
func End() {
	standard.print("")
}

type handler struct {
	mu    sync.Mutex
	out   io.Writer
	start *time.Time
}

func (h *handler) print(line string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.start != nil {
		seconds := strconv.FormatFloat(time.Since(*h.start).Seconds(), 'f', -1, 64)
		line = seconds + "\t" + line
	}
	fmt.Fprintln(h.out, line)
}

func (h *handler) Enabled(context.Context, slog.Level) bool {
	return true
}

func (h *handler) Handle(_ context.Context, record slog.Record) error {
	line := record.Level.String() + " " + record.Message
	record.Attrs(func(attr slog.Attr) bool {
		value := attr.Value.String()
		if strings.ContainsAny(value, " \"") {
			value = strconv.Quote(value)
		}
		line += " " + attr.Key + "=" + value
		return true
	})
	h.print(line)
	return nil
}

// The programs give all their attributes at the call: a logger with some of its
// own would need the next two, and none has one.

func (h *handler) WithAttrs([]slog.Attr) slog.Handler { return h }

func (h *handler) WithGroup(string) slog.Handler { return h }
