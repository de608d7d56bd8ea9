"""What a type checker makes of `SingleFlight`; never run."""

from __future__ import annotations

from typing import assert_type

from trio_patterns.singleflight import SingleFlight


async def int_fn() -> int:
    return 1


async def fetch(page: str, *, fresh: bool = False) -> bytes:
    return page.encode() if fresh else b""


async def check_flight(flight: SingleFlight[str, bytes]) -> None:
    assert_type(await flight.do("key", fetch, "page"), bytes)
    assert_type(flight.forget("key"), None)
    assert_type(await SingleFlight[tuple[str, int], int]().do(("a", 1), int_fn), int)
    await flight.do(1, fetch, "page")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await flight.do("key", fetch)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await flight.do("key", int_fn)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
