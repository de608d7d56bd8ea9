"""Memory object streams, which are what channels are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import anyio
import anyio.abc
import pytest

from . import proves

if TYPE_CHECKING:
    from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream


@proves(
    "`anyio.create_memory_object_stream[T](0)`",
    "`send.send(v)`",
    "`receive.receive()`",
)
async def a_send_waits_for_its_receiver() -> None:
    send, receive = anyio.create_memory_object_stream[int](0)
    sent: list[int] = []

    async def produce() -> None:
        await send.send(1)
        sent.append(1)

    with send, receive:
        async with anyio.create_task_group() as tg:
            tg.start_soon(produce)
            await anyio.wait_all_tasks_blocked()
            assert sent == []
            assert await receive.receive() == 1
        assert sent == [1]


@proves("`anyio.create_memory_object_stream[T](n)`", "`send.statistics()`")
async def there_is_room_for_so_many() -> None:
    send, receive = anyio.create_memory_object_stream[int](2)
    with send, receive:
        await send.send(1)
        await send.send(2)
        there = send.statistics()
        assert (there.current_buffer_used, there.max_buffer_size) == (2, 2)
        with pytest.raises(anyio.WouldBlock):
            send.send_nowait(3)


@proves("`anyio.create_memory_object_stream[T](math.inf)`")
async def nothing_holds_the_sender_back() -> None:
    send, receive = anyio.create_memory_object_stream[int](math.inf)
    with send, receive:
        for number in range(1_000):
            send.send_nowait(number)
        assert send.statistics().current_buffer_used == 1_000


@proves("`anyio.abc.ObjectSendStream[T]`, `anyio.abc.ObjectReceiveStream[T]`")
async def each_half_has_a_type() -> None:
    async def produce(send: anyio.abc.ObjectSendStream[int]) -> None:
        await send.send(1)
        await send.aclose()

    async def consume(receive: anyio.abc.ObjectReceiveStream[int]) -> None:
        assert [number async for number in receive] == [1]
        await receive.aclose()

    send, receive = anyio.create_memory_object_stream[int](0)
    async with anyio.create_task_group() as tg:
        tg.start_soon(produce, send)
        tg.start_soon(consume, receive)


@proves(
    "`except anyio.EndOfStream`",
    "`async for v in receive`",
    "`with send:`, or `send.close()`",
)
async def what_is_closed_ends() -> None:
    send, receive = anyio.create_memory_object_stream[int](2)
    with send:
        send.send_nowait(1)
        send.send_nowait(2)
    with receive:
        assert [number async for number in receive] == [1, 2]
        with pytest.raises(anyio.EndOfStream):
            await receive.receive()


@proves("`send.clone()`")
async def the_last_sender_closes() -> None:
    send, receive = anyio.create_memory_object_stream[int](0)

    async def produce(send: MemoryObjectSendStream[int], number: int) -> None:
        with send:
            await send.send(number)

    with receive:
        async with anyio.create_task_group() as tg:
            with send:
                for number in range(3):
                    tg.start_soon(produce, send.clone(), number)
            assert sorted([number async for number in receive]) == [0, 1, 2]


@proves("`receive.clone()`")
async def each_value_goes_to_one_receiver() -> None:
    send, receive = anyio.create_memory_object_stream[int](0)
    got: list[int] = []

    async def consume(receive: MemoryObjectReceiveStream[int]) -> None:
        with receive:
            got.extend([number async for number in receive])

    async with anyio.create_task_group() as tg:
        with receive:
            for _ in range(2):
                tg.start_soon(consume, receive.clone())
        with send:
            for number in range(6):
                await send.send(number)
    assert sorted(got) == [0, 1, 2, 3, 4, 5]


@proves("`send.send_nowait(None)`")
async def a_nudge_that_is_there_already_is_enough() -> None:
    send, receive = anyio.create_memory_object_stream[None](1)
    with send, receive:
        send.send_nowait(None)
        with pytest.raises(anyio.WouldBlock):
            send.send_nowait(None)
        await receive.receive()
        send.send_nowait(None)


@proves("`receive.receive_nowait()`")
async def a_receive_that_does_not_wait() -> None:
    send, receive = anyio.create_memory_object_stream[int](1)
    with send, receive:
        with pytest.raises(anyio.WouldBlock):
            receive.receive_nowait()
        send.send_nowait(1)
        assert receive.receive_nowait() == 1


@proves("`anyio.BrokenResourceError`")
async def a_send_to_nobody_is_an_error() -> None:
    send, receive = anyio.create_memory_object_stream[int](1)
    receive.close()
    with send, pytest.raises(anyio.BrokenResourceError):
        await send.send(1)


@proves("`async for` in `async for`")
async def a_channel_of_channels_is_read_in_order() -> None:
    outer_send, outer = anyio.create_memory_object_stream[
        "MemoryObjectReceiveStream[int]"
    ](2)
    with outer_send:
        for number in range(2):
            send, receive = anyio.create_memory_object_stream[int](1)
            with send:
                send.send_nowait(number)
            outer_send.send_nowait(receive)
    got: list[int] = []
    with outer:
        async for inner in outer:
            with inner:
                got.extend([number async for number in inner])
    assert got == [0, 1]
