"""Which line of a stack is the place of a task: the user's, if there is one."""

from __future__ import annotations

import contextlib
import sys
import sysconfig
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from trio_patterns._tasks.places import place_of
from trio_patterns.testing import DeadlockError, deadlock_detector, dump_tasks
from trio_patterns.timeline import record

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from pathlib import Path
    from types import FrameType

STANDARD_LIBRARY = sysconfig.get_path("stdlib")


def frame_in(file: str, module: str) -> FrameType:
    """Make a frame that seems to be of that file."""
    scope: dict[str, Any] = {"__name__": module, "sys": sys}
    source = "def here(): return sys._getframe()"
    exec(compile(source, file, "exec"), scope)  # noqa: S102
    frame: FrameType = scope["here"]()
    return frame


USERS = [
    ("/home/me/project/app.py", "app"),
    ("/home/me/project/src/package/module.py", "package.module"),
    ("<stdin>", "__main__"),
    ("<doctest app[0]>", "trio_patterns.racing"),
    (
        "/x/site-packages/trio_patterns/guide/examples/a.py",
        "trio_patterns.guide.examples.a",
    ),
]
LIBRARIES = [
    (
        "/x/lib/python3.11/site-packages/anyio/_backends/_trio.py",
        "anyio._backends._trio",
    ),
    ("/usr/lib/python3/dist-packages/tricycle/_rwlock.py", "tricycle._rwlock"),
    (f"{STANDARD_LIBRARY}/contextlib.py", "contextlib"),
    ("<frozen runpy>", "runpy"),
    ("/home/me/trio-patterns/trio_patterns/racing.py", "trio_patterns.racing"),
]
TRIO = ("/home/me/trio/src/trio/_sync.py", "trio._sync")


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("users", USERS)
def test_the_users_line_goes_before_a_librarys(
    users: tuple[str, str], library: tuple[str, str]
) -> None:
    stack = [frame_in(*file) for file in (TRIO, library, users, library)]
    place = place_of(stack)
    assert place is not None
    assert place.file == users[0]


def test_the_innermost_line_of_the_users_counts() -> None:
    place = place_of([frame_in(*USERS[0]), frame_in(*USERS[1])])
    assert place is not None
    assert place.file == USERS[0][0]


@pytest.mark.parametrize("library", LIBRARIES)
def test_with_none_of_the_users_the_innermost_of_the_libraries_counts(
    library: tuple[str, str],
) -> None:
    outer = frame_in("/x/site-packages/server/run.py", "server.run")
    place = place_of([frame_in(*TRIO), frame_in(*library), outer])
    assert place is not None
    assert place.file == library[0]


def test_trio_alone_is_no_place() -> None:
    assert place_of([frame_in(*TRIO)]) is None


@pytest.fixture
def wait_in_library(tmp_path: Path) -> Callable[[trio.Event], Awaitable[None]]:
    """Install a library that waits for an event."""
    file = tmp_path / "site-packages" / "library.py"
    scope: dict[str, Any] = {"__name__": "library"}
    source = "async def wait(event):\n    await event.wait()\n"
    exec(compile(source, str(file), "exec"), scope)  # noqa: S102
    wait: Callable[[trio.Event], Awaitable[None]] = scope["wait"]
    return wait


async def test_the_tools_point_at_the_users_line(
    wait_in_library: Callable[[trio.Event], Awaitable[None]], tmp_path: Path
) -> None:
    event = trio.Event()

    async def waiter() -> None:
        await wait_in_library(event)

    async with trio.open_nursery() as nursery:
        with record() as timeline:
            nursery.start_soon(waiter)
            await trio.testing.wait_all_tasks_blocked()
            dump = dump_tasks()
            event.set()
    assert "await wait_in_library(event)" in dump
    assert "library.py" not in dump
    timeline.save(tmp_path / "recording.json")
    recording = (tmp_path / "recording.json").read_text()
    assert "test_places.py" in recording
    assert "library.py" not in recording


def test_a_deadlock_points_at_the_users_line(
    wait_in_library: Callable[[trio.Event], Awaitable[None]],
) -> None:
    async def main() -> None:
        async with contextlib.AsyncExitStack() as stack, deadlock_detector():
            await stack.enter_async_context(blocked())

    @contextlib.asynccontextmanager
    async def blocked() -> AsyncGenerator[None]:
        await wait_in_library(trio.Event())
        yield

    with pytest.raises(DeadlockError) as caught:
        trio.run(main)
    assert [(wait.file, wait.function) for wait in caught.value.tasks] == [
        (__file__, "blocked")
    ]


def test_a_deadlock_in_anyio_points_at_the_users_line() -> None:
    anyio = pytest.importorskip("anyio")

    async def waiter(lock: Any) -> None:
        async with lock:
            pass

    async def main() -> None:
        lock = anyio.Lock()
        await lock.acquire()
        async with deadlock_detector(), anyio.create_task_group() as group:
            group.start_soon(waiter, lock)

    with pytest.raises(DeadlockError) as caught:
        trio.run(main)
    assert [(wait.file, wait.function) for wait in caught.value.tasks] == [
        (__file__, "main"),
        (__file__, "waiter"),
    ]
