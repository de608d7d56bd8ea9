from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
import trio

from trio_patterns.timeline import Recording
from trio_patterns.timeline._text import text_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trio_patterns.timeline import Timeline

    Program = Callable[[], Awaitable[object]]
    Recorded = Callable[[Program], Timeline]

# The whole picture: who changes it looks at it.
HEDGED = """\
Hedged: 3 tasks, 100 ms of virtual time
                           0        20       40       60       80       100 ms
main                       │≈≈≈≈≈≈≈≈≈≈≈≈ receive ≈≈≈≈≈≈≈≈≈≈≈≈│≈≈≈≈≈≈≈≈≈≈▸
  find('Strasbourg', 0.1)  │··················· sleep ··················○
  find('Gravelines', 0.2)                                    │·· sleep ·✕

find('Gravelines', 0.2): cancelled: the first answer is enough

100 ms: find('Strasbourg', 0.1) hands 'found in Strasbourg' to main
100 ms: main cancels find('Gravelines', 0.2)

│ runs   · sleeps   ≈ waits on a channel   ○ returned   ✕ cancelled
▸ still going
"""


def test_hedged_request(recorded: Recorded, hedged: Program) -> None:
    assert recorded(hedged).text(title="Hedged", width=78) == HEDGED


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_longer_than_the_terminal(
    recorded: Recorded, hedged: Program, width: int
) -> None:
    async def long() -> None:
        async def failing() -> None:
            await trio.sleep(1234.5)
            raise ValueError("why " * 40)

        await hedged()
        with contextlib.suppress(BaseExceptionGroup):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(failing, name="x" * 200)

    text = recorded(long).text(title="Long " * 30, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "why why" in text
    assert "the first answer is enough" in " ".join(text.split())


def test_an_ending_stands_in_its_line_where_there_is_room(recorded: Recorded) -> None:
    async def first() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 9)
            nursery.start_soon(trio.sleep, 1)
            await trio.sleep(1)
            nursery.cancel_scope.cancel(reason="enough")
            with trio.CancelScope(shield=True):
                await trio.sleep(8)

    text = recorded(first).text()
    assert "✕ cancelled: enough\n" in text
    assert "sleep: cancelled" not in text


def test_real_bars_long_names_and_a_single_task(recorded: Recorded) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.lowlevel.checkpoint, name="n" * 60)

    lines = recorded(main).text(width=60).splitlines()
    assert lines[0] == "2 tasks, 0 s of virtual time"
    assert lines[1].endswith(" steps")
    assert lines[2].count("█") > 5
    assert lines[3].startswith("  " + "n" * 17 + "…  ")
    assert "All of it happened at one time: the axis counts steps." in lines
    assert any(line.startswith("│ runs   - ready to run") for line in lines)


def test_long_list_of_what_passed_is_cut(recorded: Recorded) -> None:
    async def main() -> None:
        send, receive = trio.open_memory_channel[int](0)

        async def producer() -> None:
            with send:
                for number in range(40):
                    await trio.sleep(1)
                    await send.send(number)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(producer)
            async for _ in receive:
                pass

    lines = recorded(main).text().splitlines()
    assert "30 s: producer hands 29 to main" in lines
    assert "31 s: producer hands 30 to main" not in lines
    assert any(line.startswith("... and ") for line in lines)


def test_numbers_on_the_axis_do_not_run_into_each_other(recorded: Recorded) -> None:
    async def main() -> None:
        await trio.sleep(0.9)

    axis = recorded(main).text(width=40).splitlines()[1]
    assert axis.split() == ["0", "200", "400", "600", "800", "ms"]


def test_empty_recording() -> None:
    assert text_of(Recording()).startswith("0 tasks, 0 s of real time\n")


def test_too_narrow(recorded: Recorded, hedged: Program) -> None:
    timeline = recorded(hedged)
    assert timeline.text(width=40)
    with pytest.raises(ValueError, match="width must be at least 40, not 39"):
        timeline.text(width=39)
    for width in (40.0, True, None):
        with pytest.raises(TypeError, match="width must be an int of at least 40, not"):
            timeline.text(width=width)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="title must be a string, not 3"):
        timeline.text(title=3)  # type: ignore[arg-type]
