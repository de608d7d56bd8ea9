from __future__ import annotations

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
                           0         20        40        60        80        100 ms
main                       │≈≈≈≈≈≈≈≈≈≈≈≈≈≈ receive ≈≈≈≈≈≈≈≈≈≈≈≈≈│≈≈ receive ≈▸
  find('Strasbourg', 0.1)  │····················· sleep ·····················○
  find('Gravelines', 0.2)                                       │··· sleep ··✕ canc…

100 ms: find('Strasbourg', 0.1) hands 'found in Strasbourg' to main
100 ms: main cancels find('Gravelines', 0.2)

│ runs   · sleeps   ≈ waits on a channel   ○ returned   ✕ cancelled   ▸ still going
"""


def test_hedged_request(recorded: Recorded, hedged: Program) -> None:
    drawn = recorded(hedged).text(title="Hedged", width=78)
    assert drawn.replace("cancelled: the first answer is enough", "canc…") == HEDGED


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
    assert lines[-1].startswith("│ runs   - ready to run")


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
