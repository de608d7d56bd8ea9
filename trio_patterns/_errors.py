"""What errors are made of, whose a cancellation is, and raising without a cycle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn, cast

import trio

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_DESCRIPTION = 200


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


def explained(error: BaseException) -> BaseException:
    """Return what a user's function raised, or a clear error for a foreign `Cancelled`.

    A `trio.Cancelled` belongs to a cancelled scope around the task that raises it. One
    that was kept and is raised again elsewhere belongs to none. A nursery would still
    absorb it as its own: the function would have neither a result nor an error.

    Call it where the error was raised, before anything is cancelled because of it.
    """
    if (
        not is_only(trio.Cancelled, error)
        or trio.current_effective_deadline() == -math.inf
    ):
        return error
    foreign = RuntimeError(
        "trio.Cancelled was raised where no scope is cancelled: it was caught and "
        "raised again outside of its scope, or an async generator has yielded inside a "
        "cancel scope or a nursery"
    )
    foreign.__cause__ = error
    return foreign


def raise_if_foreign(error: BaseException) -> None:
    """Raise the clear error instead, if this is a foreign `Cancelled`."""
    known = explained(error)
    if known is not error:
        try:
            raise known
        finally:
            del known  # breaks the cycle error -> traceback -> frame -> error


def comes_of_cancellation(error: BaseException) -> bool:
    """Tell whether a `trio.Cancelled` is behind an error: in it, or in its contexts."""
    return any(isinstance(cause, trio.Cancelled) for cause in causes_of(error))


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error, the errors in it if it is a group, and the contexts of them all.

    The context of an error is what was handled when it was raised.
    """
    behind = [] if error is None else [error]
    seen = {id(error)}
    for reason in behind:  # which grows meanwhile
        yield reason
        inner: list[BaseException | None] = [reason.__context__]
        if isinstance(reason, BaseExceptionGroup):
            inner += cast("BaseExceptionGroup[BaseException]", reason).exceptions
        for one in inner:
            if one is not None and id(one) not in seen:
                seen.add(id(one))
                behind.append(one)


def described(thing: object) -> str:
    """Return the `repr` of a user's object, for a message; cut if it is long.

    Never raises: a message must not replace the error that it is about.
    """
    try:
        text = repr(thing)
    except Exception:  # noqa: BLE001  # the user's `__repr__`
        return f"a {type(thing).__name__}"
    if len(text) > _LONGEST_DESCRIPTION:
        return text[:_LONGEST_DESCRIPTION] + "..."
    return text


async def raise_later(error: BaseException) -> NoReturn:
    """Raise an error when this is awaited, in a task of its own, say."""
    try:
        raise error
    finally:
        del error  # breaks the cycle error -> traceback -> frame -> error
