"""What close, send and receive do on no, a closed and an open channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import trio

from plainlog import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# A type checker refuses every use of it: it is not a channel.
NOTHING: Any = None


async def attempt(
    operation: str,
    channel: str,
    async_fn: Callable[[], Awaitable[object]],
    partner: Callable[[], object] | None = None,
) -> None:
    """Runs an operation in a task and tells how it went.

    If it waits, it gets a partner.
    """
    outcome = ""

    async def run() -> None:  # [1:9]
        nonlocal outcome
        try:
            result = await async_fn()
            outcome += "ok" if result is None else f"got {result}"
        except (AttributeError, trio.ClosedResourceError) as error:
            outcome += type(error).__name__
        except (trio.BrokenResourceError, trio.EndOfChannel) as error:
            outcome += type(error).__name__

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run)
        await trio.sleep(0.01)
        if not outcome:  # [2:4]
            outcome = "waits, then "
            assert partner is not None
            partner()
    log.info(operation, channel=channel, outcome=outcome)


def make(
    *, capacity: int = 0
) -> tuple[trio.MemorySendChannel[int], trio.MemoryReceiveChannel[int]]:
    return trio.open_memory_channel[int](capacity)


async def closing() -> None:
    send, receive = make()
    # [3:1]
    await attempt("close", "None", lambda: NOTHING.aclose())  # noqa: PLW0108  not yet
    send.close()  # [4:4]
    receive.close()
    await attempt("close", "closed", send.aclose)
    await attempt("close", "closed", receive.aclose)
    send, receive = make()  # [5:3]
    await attempt("close", "open", send.aclose)
    await attempt("close", "open", receive.aclose)


async def sending() -> None:
    send, receive = make()
    await attempt("send", "None", lambda: NOTHING.send(1))  # [3]
    send.close()  # [4:5]
    await attempt("send", "closed", lambda: send.send(1))
    open_send, receive = make()
    receive.close()
    await attempt("send", "closed by receiver", lambda: open_send.send(1))
    open_send, receive = make()  # [5:4]
    await attempt("send", "open", lambda: open_send.send(1), receive.receive_nowait)
    roomy_send, _ = make(capacity=1)
    await attempt("send", "with room", lambda: roomy_send.send(1))


async def receiving() -> None:
    _, receive = make()
    # [3:1]
    await attempt("receive", "None", lambda: NOTHING.receive())  # noqa: PLW0108  not yet
    receive.close()  # [4:5]
    await attempt("receive", "closed", receive.receive)
    send, receive = make()
    send.close()
    await attempt("receive", "closed by sender", receive.receive)
    send, receive = make()  # [5:5]
    await attempt("receive", "open", receive.receive, lambda: send.send_nowait(2))
    send, receive = make(capacity=1)
    send.send_nowait(3)
    await attempt("receive", "with a value", receive.receive)


async def main() -> None:
    await closing()
    await sending()
    await receiving()


if __name__ == "__main__":
    trio.run(main)
