"""Wait for several things at once, of which exactly one happens: Go's `select`.

`select` chooses among cases: receives, sends, events, timers and ticks. Use it when a
task must choose between operations that each take or give something. Most selects of
real programs are plainer in Trio without it:

- a timeout or a stop signal beside one operation is a cancel scope;
- two independent loops are two tasks;
- one of many senders is one channel, with a `clone()` for each of them.

`cases` says what a case is, and `choosing` chooses: it tries all the cases, and if none
is ready, waits. The other modules are how it waits in several channels at once. Why
that is right, what it costs and what else was tried stands in the design notes
(`docs/design_notes.md`).
"""

from __future__ import annotations

from .cases import CLOSED, Case, Closed, after, recv, send, tick, wait
from .choosing import select, select_nowait

__all__ = [
    "CLOSED",
    "Case",
    "Closed",
    "after",
    "recv",
    "select",
    "select_nowait",
    "send",
    "tick",
    "wait",
]
