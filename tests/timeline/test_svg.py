from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import trio

from trio_patterns import WeightedSemaphore
from trio_patterns.testing import DeadlockError, deadlock_detector, run
from trio_patterns.timeline import Recording, Timeline
from trio_patterns.timeline._html import html_of
from trio_patterns.timeline._layout import Layout
from trio_patterns.timeline._svg import svg_of
from trio_patterns.timeline._text_size import text_width

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    Program = Callable[[], Awaitable[object]]
    Recorded = Callable[[Program], Timeline]

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """What one can read in the picture and select, in order."""
    root = ET.fromstring(svg)  # noqa: S314  # our own
    shown = [
        "".join(
            [text.text or "", *(part.text or "" for part in text.iter(f"{SVG}tspan"))]
        )
        for text in root.iter(f"{SVG}text")
    ]
    return [text for text in shown if not text.replace(".", "").isdigit()]


def told(svg: str) -> list[str]:
    """What is shown when the pointer rests on something."""
    root = ET.fromstring(svg)  # noqa: S314  # our own
    return [title.text or "" for title in root.iter(f"{SVG}title")]


def test_hedged_request_tells_its_story(recorded: Recorded, hedged: Program) -> None:
    svg = svg_of(recorded(hedged).recording, "Hedged <request>")
    assert texts(svg) == [
        "Hedged <request>3 tasks · 100 ms of virtual time",
        "ms",
        "nursery of main",
        "main",
        "receive, until its deadline",
        "receive",
        "find('Strasbourg', 0.1)",
        "sleep",
        "find('Gravelines', 0.2)",
        "sleep",
        "cancelled: the first answer is enough",
        "'found in Strasbourg'",
        "runs",
        "sleeps",
        "waits on a channel",
        "hands over a value",
        "cancels",
        "starts",
        "returned",
        "cancelled",
        "still going",
    ]
    hovers = told(svg)
    assert "main cancels: find('Gravelines', 0.2)" in hovers
    (sleep,) = [text for text in hovers if text.startswith("find('Gravelines', 0.2) w")]
    assert re.sub(r"conftest\.py:\d+", "conftest.py:N", sleep) == (
        "find('Gravelines', 0.2) waits for its sleep to end\n"
        "at conftest.py:N\n"
        "from 75 ms to 100 ms: 25 ms\n"
        "cancelled: the first answer is enough\n"
        "cancelled by main"
    )


def test_who_cannot_see_it_reads_what_happens(
    recorded: Recorded, hedged: Program
) -> None:
    root = ET.fromstring(svg_of(recorded(hedged).recording))  # noqa: S314  # our own
    (description,) = root.iter(f"{SVG}desc")
    assert (description.text or "") == (
        "main, still going.\n"
        "find('Strasbourg', 0.1), started at 0 s, ended at 100 ms, returned.\n"
        "find('Gravelines', 0.2), started at 75 ms, ended at 100 ms, "
        "cancelled: the first answer is enough.\n"
        "100 ms: find('Strasbourg', 0.1) hands 'found in Strasbourg' to main.\n"
        "100 ms: main cancels find('Gravelines', 0.2)."
    )


@pytest.mark.slow  # starts Python again
def test_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "import sys, trio\n"
        "from trio_patterns.testing import run\n"
        "from trio_patterns.timeline import record\n"
        "async def main():\n"
        "    with record() as timeline:\n"
        "        event = trio.Event()\n"
        "        async with trio.open_nursery() as nursery:\n"
        "            for seconds in range(9):\n"
        "                nursery.start_soon(trio.sleep, seconds)\n"
        "                nursery.start_soon(event.wait)\n"
        "            await trio.sleep(1)\n"
        "            event.set()\n"
        "    timeline.save(sys.argv[1])\n"
        "run(main)\n"
    )
    pictures: list[bytes] = []
    for seed in ("1", "2"):
        path = tmp_path / seed / "run.svg"
        path.parent.mkdir()
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


def test_many_lanes_are_left_out_and_told(recorded: Recorded) -> None:
    async def main() -> None:
        send, receive = trio.open_memory_channel[int](0)
        async with trio.open_nursery() as nursery:
            for number in range(1000):
                nursery.start_soon(receive.receive, name=f"{number:050}")
            for number in range(1000):
                await send.send(number)

    svg = svg_of(recorded(main).recording)
    assert svg.count('class="lane"') == 31
    assert "970 more tasks are not drawn." in texts(svg)

    async def tree(depth: int) -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(depth and 8):
                nursery.start_soon(tree, depth - 1)

    svg = svg_of(recorded(partial(tree, 3)).recording)
    assert svg.count('class="lane"') == 200
    assert "385 more tasks are not drawn." in texts(svg)


def test_of_a_crowd_some_are_drawn_from_the_first_to_the_last(
    recorded: Recorded,
) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(count):
                nursery.start_soon(trio.sleep, 1)

    count = 60
    svg = svg_of(recorded(main).recording)
    assert svg.count('class="lane"') == 61
    assert "nursery of main: 60 tasks" in texts(svg)
    count = 61
    timeline = recorded(main)
    svg = svg_of(timeline.recording)
    assert svg.count('class="lane"') == 31
    assert "nursery of main: 61 tasks, 30 of them are drawn" in texts(svg)
    lanes = Layout(timeline.recording, of_a_crowd=6).lanes
    assert [lane.task.number for lane in lanes] == [0, 1, 13, 25, 37, 49, 61]


def test_of_many_nurseries_in_a_row_some_are_drawn(recorded: Recorded) -> None:
    async def main() -> None:
        for _ in range(count):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep, 1)

    count = 20
    assert svg_of(recorded(main).recording).count('class="lane"') == 21
    count = 21
    svg = svg_of(recorded(main).recording)
    assert svg.count('class="lane"') == 11
    assert "11 more tasks are not drawn." in texts(svg)


def test_value_does_not_stand_on_the_words_behind_a_lane(recorded: Recorded) -> None:
    async def main() -> None:
        send, receive = trio.open_memory_channel[int](0)

        async def bystander() -> None:
            await event.wait()

        async def producer() -> None:
            await trio.sleep(1)
            await send.send(123456)

        event = trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(bystander)
            nursery.start_soon(producer)
            await receive.receive()
            nursery.cancel_scope.cancel(reason="enough")

    root = ET.fromstring(svg_of(recorded(main).recording))  # noqa: S314  # our own
    place = {text.text: float(text.get("x", "0")) for text in root.iter(f"{SVG}text")}
    assert place["cancelled: enough"] > place["123456"] + 30


def test_words_make_room_for_a_value(recorded: Recorded) -> None:
    async def main() -> None:
        send, receive = trio.open_memory_channel[str](0)

        async def bystander() -> None:
            await trio.sleep(1.2)

        async def producer() -> None:
            for value in ("first value", "second value", "third value"):
                await trio.sleep(0.02)
                await send.send(value)
                await trio.sleep(0.5)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(bystander)
            nursery.start_soon(producer)
            for _ in range(3):
                await receive.receive()

    root = ET.fromstring(svg_of(recorded(main).recording))  # noqa: S314  # our own
    words = [
        (float(text.get("x", "0")), float(text.get("y", "0")), text.text)
        for text in root.iter(f"{SVG}text")
        if "halo" in (text.get("class") or "")
    ]
    values = [place for place in words if "value" in (place[2] or "")]
    assert len(values) == 3
    for left, y, value in values:
        right = left + text_width(value or "", 12)
        for x, other_y, other in words:
            if other != value and abs(y - other_y) < 12:
                centred = other == "sleep"
                start = x - text_width(other or "") / 2 if centred else x
                assert start >= right or start + text_width(other or "") <= left


def test_a_value_ends_before_the_next_one_begins(recorded: Recorded) -> None:
    async def main() -> None:
        send, receive = trio.open_memory_channel[str](0)

        async def producer() -> None:
            await send.send("a value of many words")
            await trio.sleep(0.1)
            await send.send("another value of many words")
            await trio.sleep(0.9)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(producer)
            for _ in range(2):
                await receive.receive()

    timeline = recorded(main)
    first, second = Layout(timeline.recording).values
    assert first.text.startswith("'a va")
    assert first.text.endswith("…")
    assert first.right < second.left
    assert second.text == "'another value of many words'"
    # Where one can zoom, it is there as a whole.
    assert "&#x27;a value of many words&#x27;</text>" in html_of(timeline.recording)


def test_many_arrows_are_left_out_and_told(recorded: Recorded) -> None:
    async def chat() -> None:
        send, receive = trio.open_memory_channel[int](0)

        async def producer() -> None:
            with send:
                for number in range(400):
                    await send.send(number)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(producer)
            async for _ in receive:
                await trio.sleep(1)

    svg = svg_of(recorded(chat).recording)
    assert svg.count('class="message"') > 290
    assert any(text.endswith("more arrows are not drawn.") for text in texts(svg))


def test_limit_is_told() -> None:
    async def main() -> None:
        for _ in range(20):
            await trio.lowlevel.checkpoint()

    timeline = Timeline(limit=9)
    trio.run(main, instruments=[timeline])
    note = next(text for text in texts(svg_of(timeline.recording)) if "limit" in text)
    assert note.startswith("The limit of 9 records was reached: ")


def test_run_in_which_no_time_passes_is_drawn_by_steps(recorded: Recorded) -> None:
    async def fail() -> None:
        await trio.lowlevel.checkpoint()
        raise ValueError("bad")

    async def main() -> None:
        with pytest.RaisesGroup(ValueError):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep_forever)
                nursery.start_soon(fail)

    shown = texts(svg_of(recorded(main).recording))
    assert "steps" in shown
    assert "All of it happened at one time: the axis counts steps." in shown
    assert "ValueError: bad" in shown
    assert "cancelled: its nursery failed" in shown
    assert "ready to run" in shown


def test_holder_is_named_where_it_held_on(recorded: Recorded) -> None:
    async def main() -> None:
        lock, semaphore = trio.Lock(), WeightedSemaphore(1)

        async def take(seconds: int) -> None:
            async with lock, semaphore.hold():
                await trio.sleep(seconds)

        async with trio.open_nursery() as nursery:
            for seconds in (3, 1, 2):
                nursery.start_soon(take, seconds)
                await trio.testing.wait_all_tasks_blocked()

    svg = svg_of(recorded(main).recording)
    assert "lock held by take(3)" in texts(svg)
    # The third saw it go from hand to hand.
    assert texts(svg).count("lock held by take(3)") == 1
    assert "lock held by take(1)" not in texts(svg)
    assert any("\nheld at first by take(3)\n" in hover for hover in told(svg))
    assert "wakes" in texts(svg)


def test_deadlock_has_a_width_in_which_one_sees_it() -> None:
    async def transfer(own: trio.Lock, other: trio.Lock) -> None:
        async with own:
            await trio.sleep(1)
            await other.acquire()

    async def main() -> None:
        first, second = trio.Lock(), trio.Lock()
        try:
            async with deadlock_detector(), trio.open_nursery() as nursery:
                nursery.start_soon(transfer, first, second, name="a")
                nursery.start_soon(transfer, second, first, name="b")
        except DeadlockError:
            await trio.sleep(1)

    timeline = Timeline()
    run(main, instruments=[timeline])
    layout = Layout(timeline.recording)
    ((start, end),) = layout.axis.gaps()
    assert end - start > 150
    for lane in layout.lanes[1:]:
        stuck = lane.bars[1]
        assert stuck.wait is not None
        assert stuck.wait.kind == "lock"
        assert (stuck.start, stuck.end) == (start, end)
        # What it does then, it does after the gap.
        assert min(bar.end for bar in lane.bars if bar.end > start) == end
    before, after = (
        next(x for x, label in layout.axis.ticks() if label == at) for at in ("1", "2")
    )
    assert (before, after) == (start, layout.axis.right)
    shown = texts(svg_of(timeline.recording))
    assert "stuck, for ever" in shown
    assert "lock held by b" in shown
    assert "lock held by a" in shown
    assert "Stuck at 1 s, for ever: the axis has a gap there." in timeline.text()


def test_weight_that_is_waited_for_is_told(recorded: Recorded) -> None:
    async def main() -> None:
        semaphore = WeightedSemaphore(3)

        async def use(weight: int) -> None:
            async with semaphore.hold(weight):
                await trio.sleep(1)

        async with trio.open_nursery() as nursery:
            for weight in (3, 2, 1, 3):
                nursery.start_soon(use, weight)
                await trio.lowlevel.checkpoint()

    shown = texts(svg_of(recorded(main).recording))
    assert "semaphore: 2 permits" in shown
    assert "semaphore: 1 permit" in shown
    assert "semaphore: 3 permits" in shown


def test_empty_recording() -> None:
    shown = texts(svg_of(Recording()))
    assert shown[0] == "Timeline0 tasks · 0 s of real time"


def test_wait_that_goes_on_and_a_value_that_was_returned(recorded: Recorded) -> None:
    async def answer() -> int:
        await trio.sleep(1)
        return 42

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(answer)
            await trio.sleep(2)

    timeline = Timeline()

    async def outer() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 60)
            with trio.move_on_after(0.02):
                timeline.start()
                await trio.sleep(30)
            timeline.stop()
            nursery.cancel_scope.cancel()

    trio.run(outer)
    svg = svg_of(timeline.recording)
    assert any(hover.endswith(" on") and "\nfrom" in hover for hover in told(svg))
    assert "returned 42" in texts(svg_of(recorded(main).recording))


def test_save(recorded: Recorded, hedged: Program, tmp_path: Path) -> None:
    timeline = recorded(hedged)
    path = tmp_path / "a_run.svg"
    timeline.save(path)
    assert path.read_text(encoding="utf-8") == svg_of(timeline.recording, "a run")
    timeline.save(str(path), title="Other")
    assert texts(path.read_text(encoding="utf-8"))[0].startswith("Other")
    timeline.save(path, title="Zero \x00, half \ud800")
    assert texts(path.read_text(encoding="utf-8"))[0].startswith("Zero ?, half ?")
    with pytest.raises(ValueError, match=r"path must end in .*, not 'run.png'"):
        timeline.save(tmp_path / "run.png")
