from __future__ import annotations

import weakref

import pytest
import trio

from tests.support import BadRepr, kept_cancellation, no_garbage_collector
from trio_patterns._errors import (
    comes_of_cancellation,
    described,
    explained,
    is_only,
    leaves,
    raise_later,
)

ONE, TWO, THREE = ValueError(1), KeyError(2), ValueError(3)
GROUP = ExceptionGroup("", [ONE, ExceptionGroup("", [TWO, THREE])])


class LateError(Exception):
    """One of which a weak reference can be made."""


def test_leaves_in_order() -> None:
    assert list(leaves(ONE)) == [ONE]
    assert list(leaves(GROUP)) == [ONE, TWO, THREE]


def test_only_of_a_kind() -> None:
    assert is_only(ValueError, ONE)
    assert is_only(Exception, ONE)
    assert not is_only(KeyError, ONE)
    assert is_only((ValueError, KeyError), GROUP)
    assert not is_only(ValueError, GROUP)
    assert is_only(ValueError, ExceptionGroup("", [ONE, THREE]))


async def test_only_a_cancellation() -> None:
    caught: list[BaseException] = []
    with trio.CancelScope() as scope:
        scope.cancel()
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep, 1)
                await trio.sleep(1)
        except BaseException as error:
            caught.append(error)
            raise
    assert hasattr(caught[0], "exceptions")
    assert is_only(trio.Cancelled, caught[0])
    assert not is_only(trio.Cancelled, BaseExceptionGroup("", [caught.pop(), ONE]))


async def test_an_error_raised_later_is_not_kept_alive() -> None:
    with no_garbage_collector():
        error = LateError("late")
        reference = weakref.ref(error)
        with pytest.raises(LateError, match="late"):
            await raise_later(error)
        del error
        assert reference() is None


def test_a_user_error_is_described_in_any_case() -> None:
    assert described(ONE) == "ValueError(1)"
    assert described(BadRepr()) == "a BadRepr"
    assert len(described(ValueError("x" * 10**6))) < 250


async def test_a_cancellation_of_no_scope_around_is_explained() -> None:
    kept = await kept_cancellation()
    error = explained(kept.error)
    assert isinstance(error, RuntimeError)
    assert error.__cause__ is kept.error
    assert isinstance(explained(BaseExceptionGroup("", [kept.error])), RuntimeError)
    # It is no news beside another error.
    both = BaseExceptionGroup("", [kept.error, ONE])
    assert explained(both) is both
    assert explained(ONE) is ONE
    with trio.CancelScope() as scope:
        scope.cancel()
        with pytest.raises(trio.Cancelled):
            await trio.lowlevel.checkpoint()
        assert explained(kept.error) is kept.error


def test_what_comes_of_a_cancellation_in_a_large_group() -> None:
    class CountedError(ValueError):
        """Asked for its context once: many errors are no many times many looks."""

        looks = 0

        @property
        def __context__(self) -> BaseException | None:  # type: ignore[override]
            type(self).looks += 1
            return ONE

    errors = [CountedError() for _ in range(1000)]
    assert not comes_of_cancellation(ExceptionGroup("", errors))
    assert CountedError.looks == 1000
