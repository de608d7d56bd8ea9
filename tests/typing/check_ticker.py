"""What a type checker makes of `Ticker`; never run."""

from __future__ import annotations

from typing import assert_type

from trio_patterns.ticker import Ticker


async def check_ticker(ticker: Ticker) -> None:
    async for when in ticker:
        assert_type(when, float)
    assert_type(await anext(aiter(ticker)), float)
    assert_type(await ticker.tick(), float)
    assert_type(ticker.tick_nowait(), float)
    assert_type(ticker.due(), float)
    assert_type(ticker.period, float)


def check_wrong_use() -> None:
    Ticker("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # seconds
