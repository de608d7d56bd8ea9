"""`pipeline`: stages in a row, each a task between two channels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeAlias, TypeVar, overload

import trio

from trio_patterns._checks import call_async_fn, check_async_fn, check_buffer
from trio_patterns._errors import is_only

from ._block import StreamBlock
from ._sources import Source, check_source, forward, is_abandoned

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")

# What stands between the channels of a pipeline.
Stage: TypeAlias = Callable[
    [trio.MemoryReceiveChannel[T1], trio.MemorySendChannel[T2]], Awaitable[object]
]
_Stream: TypeAlias = AbstractAsyncContextManager[trio.MemoryReceiveChannel[T]]


@overload
def pipeline(source: Source[T], *, buffer: float = 0) -> _Stream[T]: ...
@overload
def pipeline(
    source: Source[T], stage1: Stage[T, T1], /, *, buffer: float = 0
) -> _Stream[T1]: ...
@overload
def pipeline(
    source: Source[T],
    stage1: Stage[T, T1],
    stage2: Stage[T1, T2],
    /,
    *,
    buffer: float = 0,
) -> _Stream[T2]: ...
@overload
def pipeline(
    source: Source[T],
    stage1: Stage[T, T1],
    stage2: Stage[T1, T2],
    stage3: Stage[T2, T3],
    /,
    *,
    buffer: float = 0,
) -> _Stream[T3]: ...
@overload
def pipeline(
    source: Source[T],
    stage1: Stage[T, T1],
    stage2: Stage[T1, T2],
    stage3: Stage[T2, T3],
    stage4: Stage[T3, T4],
    /,
    *,
    buffer: float = 0,
) -> _Stream[T4]: ...
@overload
def pipeline(
    source: Source[Any], *stages: Stage[Any, Any], buffer: float = 0
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[Any]]: ...
def pipeline(
    source: Source[Any], *stages: Stage[Any, Any], buffer: float = 0
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[Any]]:
    """Send the values of a source through stages, each in a task of its own.

    This is Go's pipeline of goroutines. A stage is ``async fn(receive, send)``: it
    receives from the stage before it and sends to the next. It may send more or fewer
    values than it receives, and end when it likes. It need not close its channels, that
    is done when it returns.

    The end goes down: when a stage has returned, the next one sees the end of its
    channel; not before, also if the stage has closed its ``send``, as it may still
    fail. And it goes up: the stage before it, when it sends its next value, gets
    `trio.BrokenResourceError`. That need not be handled; a stage that ends with it ends
    quietly. An error of a stage, and a reader that goes away, stop all the stages.

    A stage that keeps a clone of its ``send`` must close that itself: until then the
    next one waits for the end.

    Errors of the source, of the stages and of the block leave in an `ExceptionGroup`.

    The Go original: https://go.dev/blog/pipelines

    Args:
        source: An iterable, an async iterable or a receive channel. An async generator
            is closed at the end, a channel is left open.
        stages: Async functions of a receive and a send channel. Without any, the
            stream is that of the source. Each sees the caller's context variables as
            they are now.
        buffer: How many values each of the channels can hold, also the last one; 0 or
            more, or `math.inf`.

    Returns:
        An async context manager which gives a `trio.MemoryReceiveChannel`.

    Raises:
        TypeError: ``source`` is no source, a stage cannot be called, or ``buffer``
            is not an int.
        ValueError: ``buffer`` is negative.

    Example:
        >>> async def squares(
        ...     receive: trio.MemoryReceiveChannel[int],
        ...     send: trio.MemorySendChannel[int],
        ... ) -> None:
        ...     async for number in receive:
        ...         await send.send(number * number)
        >>> async def main() -> None:
        ...     async with pipeline([1, 2, 3], squares, squares) as results:
        ...         print([number async for number in results])
        >>> run(main)
        [1, 16, 81]
    """
    check_source("source", source)
    for index, stage in enumerate(stages):
        check_async_fn(f"stages[{index}]", stage)
    return _Pipeline(source, stages, check_buffer(buffer))


class _Pipeline(StreamBlock[trio.MemoryReceiveChannel[Any]]):
    def __init__(
        self, source: Source[Any], stages: tuple[Stage[Any, Any], ...], buffer: float
    ) -> None:
        self._source = source
        self._stages = stages
        self._channels = [
            trio.open_memory_channel[Any](buffer) for _ in range(len(stages) + 1)
        ]
        self._last_send, receive = self._channels[-1]
        super().__init__("pipeline", receive, [receive], [self._last_send])
        self._between = [between for _, between in self._channels[:-1]]

    def _begin(self) -> None:
        (first, _), *_ = self._channels
        self._start_soon(forward, self._source, first, closing=[first])
        for stage, (_, receive), (send, _) in zip(
            self._stages, self._channels, self._channels[1:], strict=False
        ):
            # A stage may close its own half, and fail after that, or fail and close it
            # on its way out. What comes after it must not take that for the end.
            kept = send.clone()
            self._start_soon(
                self._run_stage,
                stage,
                receive,
                send,
                name=stage,
                closing=[receive, send, kept],
            )

    async def _run_stage(
        self,
        stage: Stage[Any, Any],
        receive: trio.MemoryReceiveChannel[Any],
        send: trio.MemorySendChannel[Any],
    ) -> None:
        try:
            await call_async_fn(stage, receive, send)
        except Exception as error:
            if not (is_abandoned(send) and is_only(trio.BrokenResourceError, error)):
                raise
        if is_abandoned(self._last_send):
            self._end_quietly()
