"""The page, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import trio

from trio_patterns.testing import DeadlockError, deadlock_detector
from trio_patterns.timeline import Moment, Recording, Step, TaskRecord
from trio_patterns.timeline._html import html_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page

    from trio_patterns.timeline import Timeline

    Program = Callable[[], Awaitable[object]]
    Recorded = Callable[[Program], Timeline]
    Open = Callable[..., Page]

pytestmark = pytest.mark.slow  # a browser starts


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path, recorded: Recorded) -> Iterator[Open]:
    """Opens the page of a program from its file; fails if it asks for more."""
    asked: list[str] = []
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(
        program: Program, *, title: str = "", width: int = 1200, **options: Any
    ) -> Page:
        path = tmp_path / "run.html"
        recorded(program).save(path, title=title)
        context = browser.new_context(
            viewport={"width": width, "height": 800}, **options
        )
        contexts.append(context)
        context.set_offline(True)
        context.set_default_timeout(5000)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert len(asked) == len(contexts)


async def two_groups() -> None:
    """Two nurseries in one, a value, a lock, a deadline and a cancellation."""
    send, receive = trio.open_memory_channel[str](0)
    lock = trio.Lock()

    async def produce() -> None:
        await trio.sleep(1)
        await send.send("a < b")
        await trio.sleep(9)

    async def use() -> None:
        async with lock:
            await trio.sleep(2)

    async def users() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(use)
            nursery.start_soon(use)

    async def talkers() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(produce)
            await receive.receive()
            with trio.move_on_after(4):
                await receive.receive()
            nursery.cancel_scope.cancel(reason="enough")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(talkers)
        nursery.start_soon(users)


def names(page: Page) -> list[str]:
    return [
        name.text_content() or "" for name in page.locator("text.name:visible").all()
    ]


def ticks(page: Page) -> list[str]:
    return page.locator("g.tick text").all_text_contents()


def lane(page: Page, name: str) -> Locator:
    return page.locator("g.lane", has=page.get_by_text(name, exact=True))


def details(page: Page) -> str:
    return page.locator("#details").inner_text()


def box_of(thing: Locator) -> FloatRect:
    box = thing.bounding_box()
    assert box is not None
    return box


# What stands where in the picture, to the pixel.
PLACES = """() => {
    const svg = document.querySelector("svg.tl");
    const origin = svg.getBoundingClientRect();
    const textOf = (e) => [...e.childNodes]
        .filter((node) => node.nodeName !== "title").map((n) => n.textContent).join("");
    return [...svg.querySelectorAll("rect[class], path[class], text, circle")]
        .filter((e) => e.checkVisibility() && (e.tagName !== "text" || e.textContent))
        .filter((e) => !e.closest("defs, .tick"))
        .map((e) => [e, e.getBoundingClientRect()])
        .map(([e, box]) => [
            e.tagName,
            e.getAttribute("class"),
            e.tagName === "text" ? textOf(e) : "",
            Math.round(box.x - origin.x),
            Math.round(box.y - origin.y),
            Math.round(box.width),
            Math.round(box.height),
        ].join(" "));
}"""


def test_at_first_it_is_the_picture_of_the_svg(
    open_page: Open, recorded: Recorded, browser: Browser, tmp_path: Path
) -> None:
    page = open_page(two_groups, title="Two <groups>", width=600)
    assert page.title() == "Two <groups>"
    recorded(two_groups).save(tmp_path / "run.svg", title="Two <groups>")
    picture = browser.new_page()
    picture.goto((tmp_path / "run.svg").as_uri())
    places = picture.evaluate(PLACES)
    ticks_of_svg = ticks(picture)
    picture.close()
    assert len(places) > 80
    assert page.evaluate(PLACES) == places
    assert ticks(page) == ticks_of_svg


def test_fills_a_wide_window(open_page: Open) -> None:
    page = open_page(two_groups, width=1900)
    picture, svg = box_of(page.locator("#picture")), box_of(page.locator("svg.tl"))
    assert svg["width"] == picture["width"] > 1800
    main = page.locator('g.lane[data-task="0"] rect.children')
    assert box_of(main)["width"] > 1300
    page.set_viewport_size({"width": 1000, "height": 800})
    assert box_of(main)["width"] < 800


def test_zoom(open_page: Open) -> None:
    page = open_page(two_groups)
    whole = page.evaluate(PLACES)
    assert ticks(page) == ["0", "1", "2", "3", "4", "5"]
    zoom_in = page.get_by_role("button", name="Zoom in")
    zoom_out = page.get_by_role("button", name="Zoom out")
    assert zoom_out.is_disabled()
    zoom_in.click()
    zoom_in.click()
    assert ticks(page) == ["1.5", "2", "2.5", "3", "3.5"]
    # Texts keep their size, and lanes their names.
    assert box_of(lane(page, "produce").locator("text.name"))["height"] < 20
    for name in ("main", "talkers", "produce", "use", "use #2"):
        assert name in names(page)
    zoom_out.click()
    assert ticks(page) == ["1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5"]
    page.get_by_role("button", name="All").click()
    assert page.evaluate(PLACES) == whole
    for _ in range(20):
        page.keyboard.press("Tab") if zoom_in.is_disabled() else zoom_in.click()
    assert zoom_in.is_disabled()
    assert ticks(page)  # at 100 times there are round numbers too


def test_wheel_zooms_where_the_pointer_is(open_page: Open) -> None:
    page = open_page(two_groups)
    sleep = lane(page, "use").locator("rect.timer")
    before = box_of(sleep)
    end = before["x"] + before["width"]
    page.mouse.move(end, before["y"])
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function("!document.querySelector('button[name=out]').disabled")
    after = box_of(sleep)
    assert round(after["width"] / before["width"], 1) == 2.7
    assert abs(after["x"] + after["width"] - end) < 1


def test_moves_by_wheel_by_key_and_by_hand(open_page: Open) -> None:
    page = open_page(two_groups)
    page.get_by_role("button", name="Zoom in").click()
    start = ticks(page)
    page.locator("#picture").focus()
    page.keyboard.press("Shift+ArrowRight")
    by_key = ticks(page)
    assert float(by_key[0]) > float(start[0])
    for _ in range(10):
        page.keyboard.press("Shift+ArrowLeft")
    assert ticks(page)[0] == "0"  # and no further
    box = box_of(page.locator("#picture"))
    page.mouse.move(box["x"] + 600, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 150)
    page.mouse.up()
    by_hand = ticks(page)
    assert by_hand[0] != "0"
    page.mouse.move(box["x"] + 300, box["y"] + 150)  # let go
    assert ticks(page) == by_hand
    page.mouse.wheel(-400, 0)
    page.wait_for_function("document.querySelector('.tick text').textContent === '0'")


def test_hover_shows_details(open_page: Open) -> None:
    page = open_page(two_groups)
    waiting = lane(page, "use #2").locator("rect.sync")
    waiting.hover()
    assert details(page) == (
        "use #2 waits for a Lock\nat test_html.py:72\nheld at first by use\n"
        "from 0 s to 2 s: 2 s\nwoken by use"
    )
    lane(page, "produce").locator("text.name").hover()
    assert details(page) == ("produce\nstarted at 0 s\nended at 5 s\ncancelled: enough")
    arrow = box_of(page.locator("path.message").first)
    # Its middle is where it is farthest aside; the box has a stroke's width around it.
    page.mouse.move(arrow["x"] + arrow["width"] - 5, arrow["y"] + arrow["height"] / 2)
    assert details(page) == "produce hands over a value: talkers, 'a < b'"
    page.get_by_label("Filter").hover()
    assert details(page) == ""
    # The browser's own would hide what one points at.
    assert page.locator("svg.tl title").count() == 1


def test_all_of_it_can_be_reached_by_keyboard(open_page: Open) -> None:
    page = open_page(two_groups)
    reached: list[str | None] = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.name")
        )
    assert reached == [
        "filter",
        "in",
        "whole",
        "message",
        "cancel",
        "wake",
        "spawn",
        "picture",
        None,
    ]
    page.locator("#picture").focus()
    page.keyboard.press("ArrowDown")
    assert details(page) == "main"
    page.keyboard.press("ArrowUp")  # there is none above it
    assert details(page) == "main"
    page.keyboard.press("ArrowDown")
    assert details(page).startswith("talkers\n")
    told: list[str] = []
    for _ in range(9):
        page.keyboard.press("ArrowRight")
        told.append(details(page).splitlines()[0])
    assert told == [
        "talkers runs: one step",
        "talkers waits for a value in a memory channel, or its end",
        "talkers runs: one step",
        "talkers waits for a value in a memory channel, or its end",
        "talkers runs: 2 steps",
        *["talkers"] * 4,
    ]
    page.keyboard.press("Escape")
    assert details(page) == ""
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "filter"


def test_enter_zooms_onto_what_is_chosen(open_page: Open) -> None:
    page = open_page(two_groups)
    page.locator("#picture").focus()
    lane(page, "use #2").locator("rect.sync").click()
    page.keyboard.press("Enter")
    box = box_of(page.locator("rect.chosen"))
    chosen = page.locator("rect.chosen").evaluate(
        "e => getComputedStyle(e).strokeWidth"
    )
    assert chosen == "3px"
    assert 750 < box["width"] < 1000
    assert ticks(page)[-2:] == ["2", "2.5"]
    page.keyboard.press("0")
    lane(page, "use #2").locator("rect.sync").dblclick(position={"x": 3, "y": 3})
    assert box_of(lane(page, "use #2").locator("rect.sync")) == box
    page.keyboard.press("+")
    assert float(ticks(page)[0]) > 0
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert "2.5" in ticks(page)


def test_filter(open_page: Open) -> None:
    page = open_page(two_groups)
    whole = page.evaluate(PLACES)
    search = page.get_by_label("Filter")
    tall = box_of(page.locator("svg.tl"))["height"]
    search.fill("Use")
    assert names(page) == ["main", "users", "use", "use #2"]
    assert page.locator("#count").inner_text() == "3 of 6 tasks"
    # The tasks around it are there, and faint.
    faint = page.locator("g.lane.faint:visible text.name").all_text_contents()
    assert faint == ["main"]
    assert box_of(page.locator("svg.tl"))["height"] < tall - 60
    shown = page.locator("text.box-name:visible").all_text_contents()
    assert shown == ["nursery of main", "nursery of users"]
    boxes = page.locator("rect.box:visible").all()
    outer, inner = (box_of(box) for box in boxes)
    assert outer["y"] < inner["y"]
    assert inner["y"] + inner["height"] < outer["y"] + outer["height"]
    last = box_of(lane(page, "use #2"))
    assert last["y"] + last["height"] < inner["y"] + inner["height"]
    assert page.locator("path.message:visible").count() == 0
    # What nobody is called is looked for in what is told.
    search.fill("its deadline")
    assert names(page) == []
    assert page.locator("#count").inner_text() == "0 of 6 tasks"
    search.fill("a Lock")
    assert names(page) == ["main", "users", "use #2"]
    search.press("Escape")
    assert page.evaluate(PLACES) == whole
    assert page.locator("#count").inner_text() == ""


def test_arrows_can_be_left_out(open_page: Open) -> None:
    page = open_page(two_groups)
    assert page.locator("path.message:visible").count() == 1
    page.get_by_label("values").uncheck()
    assert page.locator("path.message:visible").count() == 0
    assert page.locator("text.value:visible").count() == 0
    assert page.locator("path.cancel:visible").count() == 1
    page.get_by_label("cancels").uncheck()
    assert page.locator("path.cancel:visible").count() == 0

    async def alone() -> None:
        await trio.sleep(1)

    assert open_page(alone).locator("input[type=checkbox]:visible").count() == 0


def test_light_and_dark(open_page: Open) -> None:
    colours = {
        scheme: [
            open_page(two_groups, color_scheme=scheme)
            .locator(selector)
            .first.evaluate(f"e => getComputedStyle(e).{style}")
            for selector, style in [
                ("body", "backgroundColor"),
                ("svg.tl > rect", "fill"),
                ("text.name", "fill"),
            ]
        ]
        for scheme in ("light", "dark")
    }
    assert colours == {
        "light": ["rgb(246, 248, 250)", "rgb(255, 255, 255)", "rgb(31, 35, 40)"],
        "dark": ["rgb(1, 4, 9)", "rgb(13, 17, 23)", "rgb(230, 237, 243)"],
    }


def test_without_scripts_it_is_the_picture(open_page: Open) -> None:
    page = open_page(two_groups, java_script_enabled=False)
    assert page.locator("text.says-cancelled").is_visible()
    assert not page.locator("form").is_visible()
    assert not page.locator("#help").is_visible()


def test_gap_of_a_deadlock_grows_with_the_rest(open_page: Open) -> None:
    async def main() -> None:
        await trio.sleep(1)
        try:
            async with deadlock_detector():
                await trio.Event().wait()
        except DeadlockError:
            await trio.sleep(1)

    page = open_page(main)
    stuck = page.locator("rect.sync").first
    wide = box_of(stuck)["width"]
    page.get_by_role("button", name="Zoom in").click()
    assert round(box_of(stuck)["width"] / wide, 2) == 1.5
    assert ticks(page) == ["0.6", "0.8", "1", "1.2", "1.4", "1.6"]
    assert page.get_by_text("stuck, for ever").is_visible()


def test_names_and_values_are_only_text(open_page: Open) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1, name="<script>alert(1)</script>")

    page = open_page(main, title="</title><script>alert(2)</script>")
    assert "<script>alert(1)</script>" in names(page)
    assert page.locator("script").count() == 1


def test_text_can_be_selected(open_page: Open) -> None:
    page = open_page(two_groups)
    page.locator("#picture").focus()
    page.keyboard.press("Control+a")
    selected = page.evaluate("getSelection().toString()")
    for text in (
        "talkers",
        "cancelled: enough",
        "'a < b'",
        "sleep",
        "nursery of users",
    ):
        assert text in selected


def test_many_bars_are_drawn_together_where_they_are_close() -> None:
    task = TaskRecord(0, "main", "main", (), None, None)
    for number in range(30_000):  # by tens
        when = Moment(number // 10 * 10 + number % 10 * 0.66, 0)
        task.steps.append(Step(when, when))
    recording = Recording(end=Moment(30_000, 0), tasks=[task])
    assert html_of(recording).count('class="running"') == 3000 + 1  # and the legend's


def test_empty_recording(recorded: Recorded, tmp_path: Path) -> None:
    async def main() -> None:
        pass

    page = html_of(Recording())
    assert "0 tasks" in page
    timeline = recorded(main)
    timeline.save(tmp_path / "run.html")
    saved = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert saved == html_of(timeline.recording, "run")
