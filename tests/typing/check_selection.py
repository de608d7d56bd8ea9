"""What a type checker makes of `select`; never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, assert_type

from trio_patterns import selection
from trio_patterns.selection import (
    CLOSED,
    Case,
    Closed,
    after,
    recv,
    select,
    select_nowait,
    send,
    tick,
    wait,
)

if TYPE_CHECKING:
    import trio

    from trio_patterns.ticker import Ticker

    Ints = trio.MemoryReceiveChannel[int]
    Strs = trio.MemoryReceiveChannel[str]
    Bools = trio.MemorySendChannel[bool]


def check_cases(ints: Ints, bools: Bools, event: trio.Event, ticker: Ticker) -> None:
    assert_type(recv(ints), Case[int | Closed])
    assert_type(send(bools, True), Case[None])
    assert_type(wait(event), Case[None])
    assert_type(after(1), Case[None])
    assert_type(tick(ticker), Case[float])
    assert_type(CLOSED, Literal[Closed.CLOSED])


async def check_one_to_six_cases(
    ints: Ints, strs: Strs, bools: Bools, event: trio.Event, ticker: Ticker
) -> None:
    assert_type(await select(recv(ints)), tuple[Literal[0], int | Closed])
    assert_type(select_nowait(recv(ints)), tuple[Literal[0], int | Closed])
    assert_type(
        await select(recv(ints), recv(strs)),
        tuple[Literal[0], int | Closed] | tuple[Literal[1], str | Closed],
    )
    assert_type(
        select_nowait(recv(ints), recv(strs)),
        tuple[Literal[0], int | Closed] | tuple[Literal[1], str | Closed],
    )
    assert_type(
        await select(recv(ints), recv(strs), tick(ticker)),
        tuple[Literal[0], int | Closed]
        | tuple[Literal[1], str | Closed]
        | tuple[Literal[2], float],
    )
    assert_type(
        await select(recv(ints), recv(strs), tick(ticker), after(1)),
        tuple[Literal[0], int | Closed]
        | tuple[Literal[1], str | Closed]
        | tuple[Literal[2], float]
        | tuple[Literal[3], None],
    )
    assert_type(
        await select(recv(ints), recv(strs), tick(ticker), after(1), recv(ints)),
        tuple[Literal[0], int | Closed]
        | tuple[Literal[1], str | Closed]
        | tuple[Literal[2], float]
        | tuple[Literal[3], None]
        | tuple[Literal[4], int | Closed],
    )
    assert_type(
        await select(
            recv(ints), recv(strs), tick(ticker), after(1), wait(event), recv(strs)
        ),
        tuple[Literal[0], int | Closed]
        | tuple[Literal[1], str | Closed]
        | tuple[Literal[2], float]
        | tuple[Literal[3], None]
        | tuple[Literal[4], None]
        | tuple[Literal[5], str | Closed],
    )
    assert_type(
        select_nowait(
            recv(ints), recv(strs), tick(ticker), after(1), wait(event), recv(strs)
        ),
        tuple[Literal[0], int | Closed]
        | tuple[Literal[1], str | Closed]
        | tuple[Literal[2], float]
        | tuple[Literal[3], None]
        | tuple[Literal[4], None]
        | tuple[Literal[5], str | Closed],
    )
    assert_type(send(bools, True), Case[None])


async def check_any_number_of_cases(
    channels: list[Ints], wild: list[Case[Any]]
) -> None:
    cases = [recv(channel) for channel in channels]
    assert_type(await select(*cases), tuple[int, int | Closed])
    assert_type(select_nowait(*cases), tuple[int, int | Closed])
    await select(*wild)


async def check_a_case_that_may_be_off(ints: Ints, strs: Strs, off: bool) -> None:
    case = None if off else recv(ints)
    assert_type(
        await select(case, recv(strs)),
        tuple[Literal[0], int | Closed] | tuple[Literal[1], str | Closed],
    )


async def check_match_is_exhaustive(
    ints: Ints, strs: Strs, event: trio.Event
) -> str | None:
    match await select(recv(ints), recv(strs), wait(event), after(0.5)):
        case 0, number:
            assert_type(number, int | Closed)
            return None if number is CLOSED else str(number + 1)
        case 1, selection.CLOSED:
            return None
        case 1, text:
            assert_type(text, str)
            return text
        case 2 | 3, nothing:
            assert_type(nothing, None)
            return nothing


async def check_nothing_is_left_to_match(ints: Ints, strs: Strs) -> int:
    # If a case were missing, "missing return statement" would be the complaint.
    match await select(recv(ints), recv(strs)):
        case 0, _:
            return 0
        case 1, _:
            return 1


async def check_closed_narrows(ints: Ints) -> int:
    _, number = await select(recv(ints))
    if number is CLOSED:
        assert_type(number, Literal[Closed.CLOSED])
        return 0
    assert_type(number, int)
    return number


async def check_wrong_use(ints: Ints, bools: Bools) -> None:
    await select(ints)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # a channel is no case
    recv(bools)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the wrong half
    send(bools, "no bool")  # type: ignore[misc]  # pyright: ignore[reportArgumentType]  # the wrong type
