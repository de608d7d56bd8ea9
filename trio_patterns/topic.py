"""`Topic`: each value to all members, who come and go.

In Go this is a hub: a goroutine that owns the map of the members, and a channel for
each thing that can be asked of it. Here it is an object with methods. Between two
checkpoints nothing else runs, so the loop that hands a value out needs neither a task
nor a lock: all members that have room get the value in one go.

Only a publisher that has to wait for room passes checkpoints in the middle of a value.
It holds `Topic._turn` meanwhile, so the next value comes after this one for everybody.
"""

from __future__ import annotations

import math
from collections import deque
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    TypeAlias,
    TypeVar,
    final,
    get_args,
)

import trio

from ._checks import NotCopied, check_count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

T = TypeVar("T")

# What happens to a value for which a member has no room.
WhenFull: TypeAlias = Literal["wait", "drop_new", "drop_oldest", "close"]


@final
@dataclass(frozen=True, slots=True)
class TopicStatistics:
    """Debugging information about a `Topic`.

    Attributes:
        members: The number of members. One that has closed its channel, and has not
            left its block, may still count.
        values_dropped: How often a member has missed a value for want of room. A value
            that three members missed counts three times.
        tasks_waiting: The number of tasks blocked in `Topic.publish`.
    """

    members: int
    values_dropped: int
    tasks_waiting: int


@final
class Topic(NotCopied, Generic[T]):
    """Give each value to all members, who come and go: a hub in Go.

    A member subscribes for the time of a block, and gets what is published meanwhile.
    All members get the values in the same order, also those of several publishers, who
    are served as they come. A member that has no room for a value decides what happens,
    by ``when_full``:

    - ``"wait"``: the publisher waits, and so the slowest member sets the pace.
    - ``"drop_new"``: the member misses the value.
    - ``"drop_oldest"``: the member misses the oldest value in its buffer.
    - ``"close"``: the member is dropped. It reads what is in its buffer, then its
      channel ends, and its block raises `trio.BrokenResourceError`.

    The topic runs no task, and remembers no value: who comes later has missed it.

    Example:
        >>> async def main() -> None:
        ...     topic = Topic[str]()
        ...     with topic.subscribe(10) as all_of_it:
        ...         with topic.subscribe(1, when_full="drop_oldest") as latest:
        ...             for text in "one", "two", "three":
        ...                 await topic.publish(text)
        ...             print(await latest.receive())
        ...         topic.close()
        ...         print([text async for text in all_of_it])
        >>> run(main)
        three
        ['one', 'two', 'three']
    """

    def __init__(self) -> None:
        # In the order in which they came, which is that of the hand-outs.
        self._members: dict[trio.MemorySendChannel[T], _Member[T]] = {}
        # Held by the publisher that waits for room. The others are in its queue.
        self._turn = trio.Lock()
        self._closed = False
        self._dropped = 0

    def __repr__(self) -> str:
        closed = ", closed" if self._closed else ""
        return (
            f"<Topic with {len(self._members)} members "
            f"and {self._tasks_waiting()} publishers waiting{closed} at {id(self):#x}>"
        )

    @property
    def closed(self) -> bool:
        """Whether the topic was closed."""
        return self._closed

    def subscribe(
        self, buffer: float, *, when_full: WhenFull = "wait"
    ) -> AbstractContextManager[trio.MemoryReceiveChannel[T], None]:
        """Get what is published during a ``with`` block.

        The block gives a `trio.MemoryReceiveChannel`, which `select` takes as any
        other, and whose clones share the values among them. To leave the block, or to
        close the channel and all its clones, ends the membership, and drops what has
        not been received; a publisher that waits for room there goes on. When the block
        is left, clones that are open still read what is in the buffer, and end then.

        Whoever subscribes while a publisher waits for room does not get its value, but
        all those after it. A member of a closed topic gets a channel that has ended.

        Args:
            buffer: How many values the member may be behind; 1 or more, or `math.inf`.
            when_full: What happens to a value for which there is no room: ``"wait"``,
                ``"drop_new"``, ``"drop_oldest"`` or ``"close"``, as described above.

        Returns:
            A context manager, which can be entered once. With ``"close"``, its end
            raises `trio.BrokenResourceError` if the member was dropped, unless another
            error is on its way.

        Raises:
            ValueError: ``buffer`` is below 1, or ``when_full`` is none of the four.
            TypeError: ``buffer`` is neither an int nor `math.inf`.
        """
        if buffer != math.inf:
            buffer = check_count("buffer", buffer, least=1)
        if when_full not in get_args(WhenFull):
            raise ValueError(
                "when_full must be 'wait', 'drop_new', 'drop_oldest' or 'close', "
                f"not {when_full!r}"
            )
        return _Member(self, self._members, buffer, when_full)

    @trio.lowlevel.enable_ki_protection
    def publish_nowait(self, value: T) -> None:
        """Give a value to all members without waiting, or to none.

        Args:
            value: The value.

        Raises:
            trio.WouldBlock: A member whose ``when_full`` is ``"wait"`` has no room, or
                another publisher waits for one. Nobody has got the value.
            trio.ClosedResourceError: The topic is closed.
        """
        self._check_open()
        if self._turn.locked() or any(
            member.when_full == "wait" and _is_full(send)
            for send, member in self._members.items()
        ):
            raise trio.WouldBlock
        self._hand_out(value, self._members)

    @trio.lowlevel.enable_ki_protection
    async def publish(self, value: T) -> None:
        """Give a value to all members, and wait until they have it.

        Those that have room get it at once, all in the same moment. Then the publisher
        waits for those whose ``when_full`` is ``"wait"``. Other publishers wait in line
        until it is done.

        Cancelled in line, it has given the value to nobody. Cancelled while it waits
        for room, it has given it to all that had room until then; the others miss it,
        as with ``"drop_new"``. So a deadline around it says how long the slow members
        may hold back the rest.

        Args:
            value: The value.

        Raises:
            trio.ClosedResourceError: The topic is closed, or was closed meanwhile: then
                those that had room have the value.
        """
        if self._turn.locked():
            async with self._turn:
                self._check_open()
                late = self._hand_out(value, self._members)
                await self._wait_for(late, value)
            return
        await trio.lowlevel.checkpoint_if_cancelled()
        self._check_open()
        late = self._hand_out(value, self._members)
        if late:
            self._turn.acquire_nowait()
            try:
                await self._wait_for(late, value)
            finally:
                self._turn.release()
        else:
            await trio.lowlevel.cancel_shielded_checkpoint()

    @trio.lowlevel.enable_ki_protection
    def close(self) -> None:
        """End the channels of all members, as Go's ``close`` on each of them.

        They read what is in their buffers first. Publishers that wait, and those that
        come later, get `trio.ClosedResourceError`. To close again does nothing.
        """
        self._closed = True
        for member in tuple(self._members.values()):
            member.end()

    def statistics(self) -> TopicStatistics:
        """Return an object with debugging information."""
        return TopicStatistics(
            members=len(self._members),
            values_dropped=self._dropped,
            tasks_waiting=self._tasks_waiting(),
        )

    def _tasks_waiting(self) -> int:
        turn = self._turn.statistics()
        return turn.tasks_waiting + turn.locked

    def _check_open(self) -> None:
        if self._closed:
            raise trio.ClosedResourceError("this Topic is closed")

    def _hand_out(
        self, value: T, sends: Iterable[trio.MemorySendChannel[T]]
    ) -> list[_Member[T]]:
        """Give the value to all that have room; return those to be waited for."""
        full: list[trio.MemorySendChannel[T]] = []
        gone: list[trio.MemorySendChannel[T]] = []
        for send in sends:
            try:
                send.send_nowait(value)
            except trio.WouldBlock:
                full.append(send)
            except trio.BrokenResourceError:
                gone.append(send)
        # Not in the loop above, which goes over the members.
        for send in gone:
            self._members[send].end()
        return [
            member
            for member in map(self._members.__getitem__, full)
            if self._has_to_wait(member, value)
        ]

    def _has_to_wait(self, member: _Member[T], value: T) -> bool:
        """Treat a member without room as it has asked for, unless that is to wait."""
        if member.when_full == "wait":
            return True
        self._dropped += 1
        if member.when_full == "drop_oldest":
            member.replace_oldest(value)
        elif member.when_full == "close":
            member.drop()
        return False

    async def _wait_for(self, late: list[_Member[T]], value: T) -> None:
        """Give the value to one after the other; the next value needs all of them."""
        line = deque(late)
        try:
            while line:
                try:
                    await line[0].send.send(value)
                except (trio.BrokenResourceError, trio.ClosedResourceError):
                    self._check_open()  # else it has left, or closed its channel
                line.popleft()
        finally:
            # Cancelled: those in line behind the first may have room by now.
            rest = [member.send for member in line if member.send in self._members]
            self._dropped += len(self._hand_out(value, rest))


@final
class _Member(AbstractContextManager[trio.MemoryReceiveChannel[T], None], Generic[T]):
    """The block of a member, and the sending half of its channel.

    Invariant: a member is among the topic's members exactly while its `send` is open.
    """

    send: trio.MemorySendChannel[T]
    _receive: trio.MemoryReceiveChannel[T]

    def __init__(
        self,
        topic: Topic[T],
        members: dict[trio.MemorySendChannel[T], _Member[T]],
        buffer: float,
        when_full: WhenFull,
    ) -> None:
        self.when_full: WhenFull = when_full
        self._topic = topic
        self._members = members
        self._buffer = buffer
        self._entered = False
        self._was_dropped = False
        # Of our own, as the member may close the one that it was given. Only where it
        # is needed: while it is open, nobody notices that the member's own is closed.
        self._oldest: trio.MemoryReceiveChannel[T] | None = None

    @trio.lowlevel.enable_ki_protection
    def __enter__(self) -> trio.MemoryReceiveChannel[T]:
        if self._entered:
            raise RuntimeError("the block of subscribe() can be entered only once")
        self._entered = True
        self.send, self._receive = trio.open_memory_channel[T](self._buffer)
        if self._topic.closed:
            self.send.close()
        else:
            if self.when_full == "drop_oldest":
                self._oldest = self._receive.clone()
            self._members[self.send] = self
        return self._receive

    @trio.lowlevel.enable_ki_protection
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()
        self._receive.close()
        if self._was_dropped and exc_type is None:
            raise trio.BrokenResourceError(
                "this member of a Topic had no room for a value, and was dropped"
            )

    def replace_oldest(self, value: T) -> None:
        """Let the oldest value in the full buffer make way."""
        assert self._oldest is not None
        self._oldest.receive_nowait()
        self.send.send_nowait(value)

    def drop(self) -> None:
        """End the membership, as it is too slow, and let it know when it leaves."""
        self._was_dropped = True
        self.end()

    def end(self) -> None:
        """End the membership, if it has not ended yet."""
        self._members.pop(self.send, None)
        self.send.close()
        if self._oldest is not None:
            self._oldest.close()


def _is_full(send: trio.MemorySendChannel[Any]) -> bool:
    statistics = send.statistics()
    return statistics.current_buffer_used >= statistics.max_buffer_size
