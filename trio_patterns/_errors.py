"""What errors are made of, and how to raise one without a reference cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


def leaves(error: BaseException) -> Iterator[BaseException]:
    """Give the errors in a group and in its groups, in order; or the one error."""
    if isinstance(error, BaseExceptionGroup):
        for inner in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield from leaves(inner)
    else:
        yield error


def is_only(
    kinds: type[BaseException] | tuple[type[BaseException], ...], error: BaseException
) -> bool:
    """Tell whether an error is of these kinds, or a group of nothing else.

    ``is_only(trio.Cancelled, error)`` asks whether it is only a cancellation.
    """
    return all(isinstance(leaf, kinds) for leaf in leaves(error))


async def raise_later(error: BaseException) -> NoReturn:
    """Raise an error when this is awaited, in a task of its own, say."""
    try:
        raise error
    finally:
        del error  # breaks the cycle error -> traceback -> frame -> error
