"""Let Trio run in a browser: import this module before Trio.

Pyodide has pipes and `select.poll`, and lacks two things that Trio asks its system
for: `select.kqueue`, to wait for I/O and for the next deadline, and a
`socket.socketpair`, to be woken by another thread. This module makes both of what is
there. Trio itself is not touched, and on any other platform this module does nothing.

Where it can't work:

- There are no threads, sockets or processes; Trio raises what Python raises there.
- A wait blocks the thread: run it in a Web Worker. To stop a program, end the worker.
- Nothing can come from outside. A run on the real clock without a deadline and without
  a task that can go on would wait for ever: that wait raises `Asleep`, which breaks the
  run off, and Trio can't be used again in this interpreter.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Pyodide's own keeps the processor busy; a page puts a sleep that blocks here.
sleep: Callable[[float], object] = time.sleep


def when_asleep() -> None:
    """Do nothing; a page puts a report here, made inside the run that ends."""


# Trio waits for a day when it has neither a deadline nor a task that can go on.
_A_DAY = 24 * 60 * 60.0

# The constants of a BSD, of which Trio uses these.
_READ, _WRITE = -1, -2
_ADD, _DELETE, _ONESHOT = 0x01, 0x02, 0x10
_POLLED_FOR = {_READ: select.POLLIN, _WRITE: select.POLLOUT}


class Asleep(BaseException):
    """No task can go on, and nothing can come from outside."""


class _HasFileno(Protocol):
    def fileno(self) -> int: ...


class Event(NamedTuple):
    """What `select.kevent` makes."""

    ident: int
    filter: int
    flags: int


def kevent(
    ident: int | _HasFileno,
    filter: int,  # noqa: A002  # as it is called there
    flags: int,
) -> Event:
    """Stand for `select.kevent`."""
    return Event(ident if isinstance(ident, int) else ident.fileno(), filter, flags)


class Kqueue:
    """Stand for `select.kqueue`: what was registered, asked for by `select.poll`."""

    def __init__(self) -> None:
        self._registered: dict[tuple[int, int], Event] = {}

    def control(
        self, changes: Iterable[Event], most: int, timeout: float | None = None
    ) -> list[Event]:
        """Register the changes, wait as long as `timeout`, and return what is ready."""
        for change in changes:
            key = change.ident, change.filter
            if change.flags & _DELETE:
                del self._registered[key]
            else:
                self._registered[key] = change
        if not most:
            return []
        ready = self._ready()
        if not ready and timeout:
            if timeout >= _A_DAY:
                when_asleep()
                raise Asleep
            sleep(timeout)
            ready = self._ready()
        for event in ready:
            if event.flags & _ONESHOT:
                del self._registered[event.ident, event.filter]
        return ready

    def close(self) -> None:
        """Forget what was registered."""
        self._registered.clear()

    def _ready(self) -> list[Event]:
        poll = select.poll()
        for event in self._registered.values():
            poll.register(event.ident, _POLLED_FOR[event.filter])
        said = dict(poll.poll(0))
        return [
            event
            for event in self._registered.values()
            # An error or a hang-up wakes whoever waits, for whichever of the two.
            if said.get(event.ident, 0) & ~_POLLED_FOR[_READ + _WRITE - event.filter]
        ]


class PipeEnd:
    """An end of a pipe, with the methods of a socket that Trio's wake-up calls."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._fd

    def setblocking(self, flag: bool) -> None:  # as sockets have it
        """Let reads and writes wait, or not."""
        os.set_blocking(self._fd, flag)

    def setsockopt(self, level: int, name: int, value: int) -> None:
        """Do nothing: the options of sockets save buffers that a pipe lacks."""

    def send(self, data: bytes) -> int:
        """Write, and return how many bytes there was room for."""
        return os.write(self._fd, data)

    def recv(self, most: int) -> bytes:
        """Read at most so many bytes."""
        return os.read(self._fd, most)

    def close(self) -> None:
        """Close the file descriptor, once."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)


def socketpair() -> tuple[PipeEnd, PipeEnd]:
    """Stand for `socket.socketpair`, whose first end only reads here."""
    reading, writing = os.pipe()
    return PipeEnd(reading), PipeEnd(writing)


if sys.platform == "emscripten":
    vars(select).update(
        kqueue=Kqueue,
        kevent=kevent,
        KQ_FILTER_READ=_READ,
        KQ_FILTER_WRITE=_WRITE,
        KQ_EV_ADD=_ADD,
        KQ_EV_DELETE=_DELETE,
        KQ_EV_ONESHOT=_ONESHOT,
    )
    vars(socket)["socketpair"] = socketpair
