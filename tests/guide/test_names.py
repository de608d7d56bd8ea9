"""Whatever a reader looks up from Go leads somewhere."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide.catalogue import load
from trio_patterns.guide.search import mentions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trio_patterns.guide.toolchain import Toolchain

CATALOGUE = load()

# What each row is about, in Go's words.
WORDS = {
    "A1": ["goroutine", "go f()"],
    "A4": ["race condition"],
    "A5": ["race detector", "-race"],
    "A6": ["deadlock"],
    "A7": ["Coffman", "deadlock"],
    "A8": ["starvation"],
    "B1": ["WaitGroup", "WaitGroup.Add", "WaitGroup.Done", "WaitGroup.Wait", "Go"],
    "B2": ["Mutex", "counter"],
    "B3": ["Mutex", "StoreIfNotExists"],
    "B4": ["RWMutex", "RLock", "RUnlock", "Lock", "Unlock"],
    "B5": ["singleton"],
    "B6": ["singleton", "Mutex", "double-checked"],
    "B7": ["sync.Once", "OnceFunc", "OnceValue"],
    "B8": ["sync/atomic"],
    "B9": ["sync.Cond", "sync.Map", "sync.Pool"],
    "C1": ["chan", "make", "nil"],
    "C2": ["buffered"],
    "C3": ["unbuffered"],
    "C4": ["chan<-", "<-chan"],
    "C5": ["<-ch", "range"],
    "C6": ["comma-ok", "v, ok := <-ch"],
    "C7": ["close"],
    "C8": ["close", "WaitGroup"],
    "C9": ["nil channel", "close", "send on closed channel"],
    "C10": ["close(done)"],
    "D1": ["select"],
    "D2": ["select", "default", "nil channel", "for-select", "service loop"],
    "D3": ["Timer", "Ticker"],
    "D4": ["time.After", "time.Tick"],
    "D5": ["Timer.Reset", "Timer.Stop", "AfterFunc"],
    "E1": ["sequential"],
    "E2": ["WaitGroup"],
    "E3": ["scatter-gather"],
    "E4": ["context", "cancel"],
    "E5": ["redundant requests"],
    "E6": ["errors", "errgroup", "panic"],
    "E7": ["errgroup"],
    "E8": ["hedged requests"],
    "E9": ["hedged requests"],
    "E10": ["semaphore", "chan struct{}"],
    "E11": ["weighted semaphore"],
    "E12": ["Weighted.Acquire"],
    "E13": ["weighted semaphore"],
    "E14": ["worker pool"],
    "E15": ["pipeline"],
    "E16": ["fan-out", "fan-in"],
    "F1": ["context.WithCancel", "WithCancelCause", "Cause"],
    "F2": ["WithTimeout", "WithDeadline", "WithTimeoutCause", "WithDeadlineCause"],
    "F3": ["WithValue"],
    "F4": ["WithoutCancel", "context.AfterFunc"],
    "F5": ["errgroup", "SetLimit", "TryGo"],
    "F6": ["semaphore.Weighted.TryAcquire"],
    "F7": ["singleflight"],
    "F8": ["signal.NotifyContext", "graceful shutdown"],
    "F9": ["panic", "goroutine", "recover"],
    "F10": ["goroutine leak"],
    "F11": ["testing/synctest"],
    "F12": ["rate limiting", "ticker"],
    "F13": ["go tool trace"],
    "F14": ["SIGQUIT", "goroutine dump"],
    "F15": ["GOMAXPROCS", "runtime.Gosched", "NumGoroutine"],
    "F16": ["Start", "Stop", "Close"],
    "H3": ["hub", "register", "unregister", "broadcast", "publish subscribe"],
    "H4": ["actor", "reply channel", "chan chan", "future", "promise"],
    "H5": ["retry", "backoff", "jitter"],
    "H6": ["batch", "flush"],
    "H7": ["golang.org/x/time/rate", "rate.NewLimiter", "rate.Limiter.Wait", "Allow"],
    "H8": ["ctx.Err()", "case <-time.After(d): case <-ctx.Done()", "polling"],
    "H9": ["nudge", "chan struct{}"],
    "H10": ["heartbeat", "watchdog", "supervisor", "restart"],
    "H11": ["crawler", "WaitGroup", "wg.Go"],
    "H12": ["connection pool", "sql.DB"],
    "H13": ["memo", "cache", "expiry"],
    "H14": ["debounce", "throttle", "rate.Sometimes"],
    "H16": ["lease", "leader"],
    "H17": ["run.Group", "oklog/run"],
    "H21": ["or-channel", "or-done", "tee", "bridge", "queuing", "replicated requests"],
    "H22": ["unbounded queue", "priority queue", "ring buffer", "len(ch)"],
    "H23": ["barrier", "latch"],
    "H27": ["circuit breaker"],
    "H28": ["net/rpc", "pending map", "correlation id", "multiplex"],
    "H32": ["reconnect", "resubscribe", "redial"],
    "H31": ["callback from a thread", "from_thread"],
    "H29": ["os.Stdin", "bufio.NewScanner(os.Stdin)", "EOF", "Ctrl-D"],
}

PACKAGES = [
    "sync",
    "context",
    "golang.org/x/sync/errgroup",
    "golang.org/x/sync/semaphore",
    "golang.org/x/sync/singleflight",
]


def unknown(names: Iterable[str]) -> list[str]:
    """Those that stand among the Go names of no construct."""
    known = {name for c in CATALOGUE.constructs for name in c.go_names}
    return sorted(set(names) - known)


@pytest.mark.parametrize("row", WORDS)
def test_each_row_is_found_by_the_words_for_it(row: str) -> None:
    construct = CATALOGUE.find(row)
    assert [word for word in WORDS[row] if not mentions(construct, word.lower())] == []


def test_each_hazard_is_shown() -> None:
    for number in range(1, 60):
        assert CATALOGUE.find(f"G{number}")


@cache
def documentation(go: Path, root: Path, package: str) -> str:
    return subprocess.run(
        [go, "doc", "-all", package],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def exported(toolchain: Toolchain, package: str) -> set[str]:
    """All exported names of a package, methods and fields too, as one writes them."""
    text = documentation(toolchain.go, toolchain.root, package)
    short = package.rpartition("/")[2]
    receiver = r"\(\w+ \*?(\w+)\) "
    names = {
        ".".join(filter(None, (short, owner, name)))
        for owner, name in re.findall(
            rf"(?m)^(?:func|type|var|const) (?:{receiver})?([A-Z]\w*)", text
        )
    }
    types = r"(?ms)^type (\w+) (?:struct|interface) \{\n(.*?)^\}"
    for owner, body in re.findall(types, text):
        members = re.findall(r"(?m)^\t([A-Z]\w*)", body)
        names.update(f"{short}.{owner}.{member}" for member in members)
    return names


def test_the_listing_has_all_kinds_of_names(toolchain: Toolchain) -> None:
    """The search above must find something."""
    kinds = {"Canceled", "CancelFunc", "WithCancel", "Context", "Context.Done"}
    assert {f"context.{kind}" for kind in kinds} <= exported(toolchain, "context")
    sync = {"sync.OnceValue", "sync.Map.LoadOrStore", "sync.Cond.L", "sync.NewCond"}
    assert sync <= exported(toolchain, "sync")


@pytest.mark.parametrize("package", PACKAGES)
def test_each_exported_name_leads_somewhere(toolchain: Toolchain, package: str) -> None:
    assert unknown(exported(toolchain, package)) == []
