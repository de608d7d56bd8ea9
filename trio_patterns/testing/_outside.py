"""What is at work for a run outside of it: threads, processes, peers of a connection.

A task that waits for a thread or for I/O may go on at any moment, by no doing of the
run. Or it waits, in the end, for another task of the run: at the two ends of a
connection, say. Trio doesn't know which it is, and neither does the system, for
certain. What they do know:

- A thread is at work while a task waits in `trio.to_thread.run_sync` for it.
- So is a process that is waited for, and the peer of a pipe or a connection of which
  no end is open in this process but the one that a task waits for.
- Of a connection with both ends in this process, another thread may have the other one,
  if there is another thread. The same holds for a listening socket, and a datagram
  socket that is not connected. It also holds for whoever has the token of the run.
"""

from __future__ import annotations

import os
import socket
import stat
import struct
import threading
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import trio
import trio.testing

from trio_patterns._tasks.frames import await_frames, variables_of
from trio_patterns._tasks.places import module_of
from trio_patterns._tasks.trio_names import IO_MANAGER, THREAD, TRAP
from trio_patterns._tasks.waits import is_trios_own

from ._stuck import tasks_waiting_for_io
from ._token import token_is_held

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from trio.lowlevel import Task


# Threads that never give a run any work, such as a watchdog: no clock waits for them.
BYSTANDERS: WeakSet[threading.Thread] = WeakSet()

_CAN_LIST_DESCRIPTORS = os.path.isdir("/dev/fd")


class AtWork(Enum):
    """Whether something outside is at work."""

    NO = "no"
    PERHAPS = "perhaps"
    YES = "yes"


class Outside(trio.abc.Instrument):
    """Follows which tasks of a run wait for the outside.

    Only those that have run since the last look are looked at: a task that is parked
    waits for the same as before, and there may be very many of them.
    """

    def __init__(self) -> None:
        self._have_run: set[Task] = set()
        self._waiting: dict[Task, AtWork] = {}
        self._has_more_work = False
        self._has_run = False

    def __dir__(self) -> list[str]:
        # Trio looks an instrument's methods up by `dir`, in each run anew.
        return ["before_task_step", "task_exited"]

    def before_task_step(self, task: Task) -> None:
        """Note that a task runs."""
        self._have_run.add(task)
        self._has_run = True

    def task_exited(self, task: Task) -> None:
        """Forget a task."""
        self._have_run.discard(task)
        self._waiting.pop(task, None)

    def at_work(self) -> AtWork:
        """Tell whether something outside is at work, while all tasks are blocked."""
        found = {AtWork.NO}
        if tasks_waiting_for_io() > 1 or trio.testing.active_thread_count():
            for task in self._have_run:
                self._waiting.pop(task, None)
                if not is_trios_own(task):
                    self._look_at(task)
            self._have_run.clear()
            found.update(self._waiting.values())
        if AtWork.YES in found:
            return AtWork.YES
        if (AtWork.PERHAPS in found or token_is_held()) and others_run():
            return AtWork.PERHAPS
        return AtWork.NO

    def has_run(self) -> bool:
        """Tell whether a task has run since this was asked last."""
        has_run, self._has_run = self._has_run, False
        return has_run

    def has_more_work(self) -> bool:
        """Tell whether the outside has got work since this was asked last."""
        has_more, self._has_more_work = self._has_more_work, False
        return has_more

    def _look_at(self, task: Task) -> None:
        frames = await_frames(task)
        while frames and not TRAP.is_at(frames.pop()):
            pass
        if not frames:
            return
        if THREAD.is_at(frames[-1]):
            self._waiting[task] = AtWork.YES
        elif _is_of_io(frames[-1]):
            here = _other_end_may_be_here(_descriptor_in(frames))
            self._waiting[task] = AtWork.PERHAPS if here else AtWork.YES
        if self._waiting.get(task) is AtWork.YES:
            self._has_more_work = True


def _is_of_io(frame: FrameType) -> bool:
    return bool(module_of(frame) == IO_MANAGER.found.__module__)


def _descriptor_in(frames: list[FrameType]) -> Any:
    """Find what Trio's I/O manager waits for; `None` if it is nothing with two ends."""
    while frames and _is_of_io(frame := frames.pop()):
        variables = variables_of(frame)
        for name in ("fd", "sock"):
            if name in variables:
                return variables[name]
    return None


def others_run() -> bool:
    """Tell whether there are threads beside this one and those that Trio keeps idle."""
    return trio.testing.active_thread_count() > 0 or any(
        thread is not threading.current_thread()
        and thread not in BYSTANDERS
        and not thread.name.startswith("Trio thread ")
        for thread in threading.enumerate()
    )


def _other_end_may_be_here(waited_for: Any) -> bool:
    """Tell whether this process may have the other end of what a task waits for."""
    if waited_for is None:
        return False  # a process, or a file that another one changes
    if not _CAN_LIST_DESCRIPTORS:
        return True
    try:
        descriptor = waited_for if isinstance(waited_for, int) else waited_for.fileno()
        status = os.fstat(descriptor)
        if stat.S_ISFIFO(status.st_mode):
            return any(
                os.path.samestat(other, status)
                for number, other in _open_here()
                if number != descriptor
            )
        if stat.S_ISSOCK(status.st_mode):
            with socket.socket(fileno=os.dup(descriptor)) as sock:
                return _peer_may_be_here(sock)
    except OSError:
        return True  # it was closed meanwhile
    return False


def _open_here() -> Iterator[tuple[int, os.stat_result]]:
    for name in os.listdir("/dev/fd"):
        try:
            yield int(name), os.fstat(int(name))
        except OSError:  # the one that the list was read from
            continue


def _peer_may_be_here(sock: socket.socket) -> bool:
    if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        return True
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return _process_of_peer(sock) in (None, os.getpid())
    try:
        peer = sock.getpeername()
    except OSError:
        # A stream is about to be connected, which needs no task at the other end.
        return sock.type != socket.SOCK_STREAM
    return any(map(partial(_names, peer=peer), _internet_sockets_here()))


def _process_of_peer(sock: socket.socket) -> int | None:
    """Ask who has connected a socket of Unix; `None` where the system doesn't tell."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None or sock.family != socket.AF_UNIX:
        return None
    credentials = struct.Struct("3i")  # the process, the user, the group
    got = sock.getsockopt(socket.SOL_SOCKET, option, credentials.size)
    return int(credentials.unpack(got)[0]) or None


def _internet_sockets_here() -> Iterator[Any]:
    """Find the names of the sockets that are open in this process."""
    for number, status in _open_here():
        if stat.S_ISSOCK(status.st_mode):
            try:
                with socket.socket(fileno=os.dup(number)) as sock:
                    if sock.family in (socket.AF_INET, socket.AF_INET6):
                        yield sock.getsockname()
            except OSError:
                continue


def _names(name: Any, *, peer: Any) -> bool:
    """Tell whether a local name is the peer's, or that of where it was accepted."""
    host, port = (part for part in name[:2])
    return port == peer[1] and _plain(host) in (_plain(peer[0]), "0.0.0.0", "::")  # noqa: S104


def _plain(host: str) -> str:
    return host.removeprefix("::ffff:")
