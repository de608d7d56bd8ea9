"""The cases of a `select`: what can happen, and how to try it and to wait for it.

`select` knows nothing of receives or timers, only what each `Case` can do: be attempted
without waiting, be parked in, become due at a certain time.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    NoReturn,
    TypeAlias,
    TypeVar,
    final,
)

import trio

from trio_patterns._checks import check_seconds
from trio_patterns.ticker import Ticker

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@final
class Closed(enum.Enum):
    """The type of `CLOSED`, its one member, for annotations."""

    CLOSED = "CLOSED"

    def __repr__(self) -> str:
        return self.value


CLOSED: Final = Closed.CLOSED
"""What `select` gives for a `recv` from a channel that has ended.

It stands for the `false` in Go's `value, ok := <-channel`. Test for it with ``is``, and
a type checker knows on each side what the value is; in a pattern, write its full name,
``trio_patterns.CLOSED``.
"""


class _NotReady(enum.Enum):
    """The type of `NOT_READY`."""

    NOT_READY = "NOT_READY"


# What `Case.attempt` returns if the case would have to wait. Not `trio.WouldBlock`: an
# exception on the hot path is expensive, the more so the more frames it passes.
NOT_READY: Final = _NotReady.NOT_READY


class Case(Generic[T_co]):
    """One of the things that a `select` can choose, which then gives a ``T_co``.

    Made by `recv`, `send`, `wait`, `after` and `tick`. A case holds no state: it can be
    used again, and in several selects at once.
    """

    # Not an ABC: each select asks `isinstance` of its cases, which is slow for those.
    # The subclasses are dataclasses that are not frozen, as those take twice as long to
    # make, and most selects make their cases anew.
    __slots__ = ()

    @property
    def waits_on(self) -> Half | trio.Event | None:
        """The half of a channel, or the event; None for a timer."""
        return None

    def check_open(self) -> None:
        """Raise `trio.ClosedResourceError` if it is on a half that was closed here."""

    def attempt(self) -> T_co | _NotReady:
        """Let it happen, or return `NOT_READY`."""
        raise NotImplementedError

    def armed(self, _now: float, /) -> Case[T_co]:
        """Return the case for a select that begins to wait now."""
        return self

    def due(self) -> float:
        """Return the time at which a timer is due; of the other cases, infinity."""
        return math.inf

    def park(self) -> Awaitable[T_co]:
        """Wait until it has happened. A timer leaves that to the select's deadline."""
        return _for_ever()


async def _for_ever() -> NoReturn:
    await trio.sleep_forever()


Half: TypeAlias = trio.MemorySendChannel[Any] | trio.MemoryReceiveChannel[Any]
# A case, and its index in the arguments of the select.
Numbered: TypeAlias = tuple[int, Case[Any]]

# What a channel may raise in a task that waits for it.
ENDINGS = (trio.EndOfChannel, trio.ClosedResourceError, trio.BrokenResourceError)


@final
@dataclass(slots=True, eq=False)
class _Receive(Case[T | Closed]):
    channel: trio.MemoryReceiveChannel[T]

    def __repr__(self) -> str:
        return f"recv({self.channel!r})"

    @property
    def waits_on(self) -> trio.MemoryReceiveChannel[T]:
        return self.channel

    def check_open(self) -> None:
        # No other public call raises if the half is closed, and takes nothing if not.
        self.channel.clone().close()

    def attempt(self) -> T | Closed | _NotReady:
        try:
            return self.channel.receive_nowait()
        except trio.WouldBlock:
            return NOT_READY
        except trio.EndOfChannel:
            return CLOSED

    def park(self) -> Awaitable[T]:
        return self.channel.receive()


@final
@dataclass(slots=True, eq=False)
class _Send(Case[None], Generic[T]):
    channel: trio.MemorySendChannel[T]
    value: T

    def __repr__(self) -> str:
        return f"send({self.channel!r}, ...)"

    @property
    def waits_on(self) -> trio.MemorySendChannel[T]:
        return self.channel

    def check_open(self) -> None:
        self.channel.clone().close()

    def attempt(self) -> _NotReady | None:
        try:
            return self.channel.send_nowait(self.value)
        except trio.WouldBlock:
            return NOT_READY

    def park(self) -> Awaitable[None]:
        return self.channel.send(self.value)


@final
@dataclass(slots=True, eq=False)
class _Wait(Case[None]):
    event: trio.Event

    def __repr__(self) -> str:
        return f"wait({self.event!r})"

    @property
    def waits_on(self) -> trio.Event:
        return self.event

    def attempt(self) -> _NotReady | None:
        return None if self.event.is_set() else NOT_READY

    def park(self) -> Awaitable[None]:
        return self.event.wait()


@final
@dataclass(slots=True, eq=False)
class _After(Case[None]):
    seconds: float

    def __repr__(self) -> str:
        return f"after({self.seconds})"

    def attempt(self) -> _NotReady | None:
        return None if self.seconds <= 0 else NOT_READY

    def armed(self, now: float, /) -> Case[None]:
        return _Deadline(now + self.seconds)


@final
@dataclass(slots=True, eq=False)
class _Deadline(Case[None]):
    """An `_After` in a select that waits."""

    at: float

    def attempt(self) -> _NotReady | None:
        return None if trio.current_time() >= self.at else NOT_READY

    def due(self) -> float:
        return self.at


@final
@dataclass(slots=True, eq=False)
class _Tick(Case[float]):
    ticker: Ticker

    def __repr__(self) -> str:
        return f"tick({self.ticker!r})"

    def attempt(self) -> float | _NotReady:
        try:
            return self.ticker.tick_nowait()
        except trio.WouldBlock:
            return NOT_READY

    def due(self) -> float:
        return self.ticker.due()


def _check_type(function: str, given: object, wanted: type) -> None:
    if not isinstance(given, wanted):
        raise TypeError(f"{function}() takes a {wanted.__name__}, not {given!r}")


def recv(channel: trio.MemoryReceiveChannel[T]) -> Case[T | Closed]:
    """Receive from a channel, as a case of a `select`: Go's ``case v := <-channel``.

    Its value is what was received, or `CLOSED` if the channel has ended, which is ready
    at once. If this half was closed here, the select raises.

    Args:
        channel: The receive half of a `trio.open_memory_channel`.

    Raises:
        TypeError: It is something else.
    """
    _check_type("recv", channel, trio.MemoryReceiveChannel)
    return _Receive(channel)


def send(channel: trio.MemorySendChannel[T], value: T) -> Case[None]:
    """Send to a channel, as a case of a `select`: Go's ``case channel <- value``.

    The value is sent only if this case is chosen. If no receiver is left, the case is
    ready, and the select raises `trio.BrokenResourceError` when it chooses it.

    Args:
        channel: The send half of a `trio.open_memory_channel`.
        value: What to send.

    Raises:
        TypeError: The channel is something else.
    """
    _check_type("send", channel, trio.MemorySendChannel)
    return _Send(channel, value)


def wait(event: trio.Event) -> Case[None]:
    """Wait for an event, as a case of a `select`: Go's ``case <-done``.

    It takes nothing. So if a value comes in the same tick, that may be chosen instead,
    also if the event was set first; it is still set for the next select.

    Args:
        event: Ready when it is set.

    Raises:
        TypeError: It is something else than a `trio.Event`.
    """
    _check_type("wait", event, trio.Event)
    return _Wait(event)


def after(seconds: float) -> Case[None]:
    """Let time pass, as a case of a `select`: Go's ``case <-time.After(d)``.

    Args:
        seconds: How long, from the start of each select that it is used in; 0 is ready
            at once.

    Raises:
        TypeError: It is not a number.
        ValueError: It is negative, NaN, or too large for a float.
    """
    return _After(check_seconds("seconds", seconds))


def tick(ticker: Ticker) -> Case[float]:
    """Take a tick, as a case of a `select`: Go's ``case now := <-ticker.C``.

    Its value is the time at which the tick was due. A tick that was not chosen is not
    lost: it is due at the next select. If no phase of the ticker is under way, it
    starts with the select.

    Args:
        ticker: The ticker to take it from.

    Raises:
        TypeError: It is something else than a `Ticker`.
        RuntimeError: From the select: its phase started in another `trio.run`.
    """
    _check_type("tick", ticker, Ticker)
    return _Tick(ticker)
