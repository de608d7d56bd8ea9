"""What a type checker makes of `RateLimiter`; never run."""

from __future__ import annotations

from typing import assert_type

from trio_patterns.rate_limiter import RateLimiter, RateLimiterStatistics


async def check_rate_limiter() -> None:
    limiter = RateLimiter(0.5, burst=2)
    assert_type(await limiter.acquire(), None)
    assert_type(limiter.acquire_nowait(tokens=2), None)
    assert_type(limiter.statistics(), RateLimiterStatistics)
    assert_type(limiter.statistics().tokens, float)
    await limiter.acquire(0.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    RateLimiter(1, burst=0.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
