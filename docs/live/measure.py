"""Measure what the live pages load, and the time: `python docs/live/measure.py SITE`.

SITE is the built guide. It is served from this machine, once as fast as it goes and
once at 10 Mbit/s, to a Chromium that opens a page, runs both sides, edits the Go and
runs it again: as a first visit, and as a second one. The table is printed, and
written to `measured.md`, which the guide includes.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "_ext"))
import chromium  # noqa: E402  # one of the docs' own

SLOW = 10e6 / 8  # bytes in a second
AGAIN = "Run after another edit"
MOST = 1.0  # seconds, once the compiler is there
_CHUNK = 16_384
PATIENCE = 300_000  # milliseconds

# Presses Run, and gives the seconds until each side shows its first line.
_FIRST_LINES = """async () => {
    const began = performance.now();
    document.querySelector(".live-bar .live-run").click();
    const seconds = {};
    while (Object.keys(seconds).length < 2) {
        await new Promise(requestAnimationFrame);
        for (const side of ["go", "trio"]) {
            const row = document.querySelector(`.output-${side}.live-output .row`);
            if (row) seconds[side] ??= (performance.now() - began) / 1000;
        }
    }
    return [seconds.go, seconds.trio];
}"""


class Line:
    """A line to the reader: it counts what goes through, and may have a speed."""

    def __init__(self, speed: float | None) -> None:
        self.sent = 0
        self._speed = speed
        self._free_at = 0.0
        self._lock = threading.Lock()

    def pass_on(self, size: int) -> None:
        """Wait until these bytes have gone through, after all that came before."""
        with self._lock:
            self.sent += size
            if self._speed is None:
                return
            self._free_at = max(self._free_at, time.monotonic()) + size / self._speed
            wait = self._free_at - time.monotonic()
        time.sleep(max(wait, 0))


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, line: Line, directory: str) -> None:
        self._line = line
        super().__init__(*args, directory=directory)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        file, out = cast("BinaryIO", source), cast("BinaryIO", outputfile)
        while chunk := file.read(_CHUNK):
            self._line.pass_on(len(chunk))
            out.write(chunk)


class Row(NamedTuple):
    """A row of the table: what was done, what it loaded, and the seconds it took."""

    what: str
    megabytes: float
    go: float
    trio: float | None
    processor: float

    def __str__(self) -> str:
        trio = "" if self.trio is None else f"{self.trio:.1f}"
        size, go, processor = self.megabytes, self.go, self.processor
        return f"{self.what} | {size:.1f} | {go:.1f} | {trio} | {processor:.1f}"


class Browsing:
    """A browser, and the line to it: how much of both was used since the last time."""

    def __init__(self, browser: Browser, line: Line) -> None:
        self._session: Any = browser.new_browser_cdp_session()
        self._line = line
        self._before = self._now()

    def _now(self) -> tuple[float, float]:
        told: Any = self._session.send("SystemInfo.getProcessInfo")
        processor = sum(process["cpuTime"] for process in told["processInfo"])
        return self._line.sent / 1e6, processor

    def used(self) -> tuple[float, float]:
        """Give the megabytes, and the seconds of the processor."""
        before, self._before = self._before, self._now()
        return self._before[0] - before[0], self._before[1] - before[1]


def visit(page: Page, browsing: Browsing, url: str) -> list[Row]:
    """Run both sides, edit the Go, and run it twice."""
    rows: list[Row] = []

    def add(what: str, go: float, trio: float | None = None) -> None:
        _is_over(page)
        megabytes, processor = browsing.used()
        rows.append(Row(what, megabytes, go, trio, processor))

    page.goto(url, wait_until="networkidle")
    browsing.used()
    add("the first Run of both sides", *page.evaluate(_FIRST_LINES))
    add("Run again", *page.evaluate(_FIRST_LINES))
    began = time.monotonic()
    page.locator(".live-bar .live-edit-go").first.click()
    page.locator(".side-go .live-editor .cm-content").first.wait_for()
    _edit(page, 300)
    before = time.monotonic() - began
    add("Edit Go, and the first Run", before + page.evaluate(_FIRST_LINES)[0])
    for delay in (200, 250, 100):
        _edit(page, delay)
        add(AGAIN, page.evaluate(_FIRST_LINES)[0])
    # Meanwhile the browser has improved its code of the compiler.
    del rows[3:-1]
    return rows


def _is_over(page: Page) -> None:
    is_over = "document.querySelector('.live-bar .live-run').textContent === 'Run'"
    page.wait_for_function(is_over)


def _edit(page: Page, delay: int) -> None:
    lines = page.locator(".pair-box").first.locator(".side-go .code .line")
    text = "".join(lines.all_text_contents())
    page.locator(".side-go .live-editor .cm-content").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text.replace("75*time", f"{delay}*time"))


def measure(site: Path, speed: float | None) -> list[list[Row]]:
    """Give the rows of a first visit and of a second one."""
    line = Line(speed)
    handler = partial(_Handler, line=line, directory=str(site))
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/constructs/hedged.html"
        path = chromium.path_of(playwright)
        browser = playwright.chromium.launch(executable_path=path)
        context = browser.new_context()
        context.set_default_timeout(PATIENCE)
        browsing = Browsing(browser, line)
        visits = [visit(context.new_page(), browsing, url) for _ in range(2)]
        browser.close()
        server.shutdown()
    return visits


def table(results: dict[str, list[list[Row]]]) -> str:
    """Write the table in Markdown."""
    day = dt.datetime.now(tz=dt.UTC).date()
    cores = os.cpu_count() or 1
    busy = round(os.getloadavg()[0] / cores)
    waits = (
        f", each of which had {busy} processes to run. That makes the seconds longer"
        if busy > 1
        else ""
    )
    head = (
        f"Measured on {day:%d %B %Y} in Chromium, on a {platform.system()} machine "
        f"with {cores} cores{waits}. The seconds count from the press to the first "
        "line of each side; those of the processor are the whole browser's."
    )
    lines = [
        head,
        "",
        "| line | visit | what | MB | Go, s | Trio, s | processor, s |",
        "|---|---|---|---:|---:|---:|---:|",
    ]
    for line, visits in results.items():
        for name, rows in zip(("first", "second"), visits, strict=True):
            lines += [f"| {line} | {name} | {row} |" for row in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure the site that the command line names."""
    if len(sys.argv) != 2 or not Path(sys.argv[1], "constructs").is_dir():
        sys.exit(
            "usage: python docs/live/measure.py SITE, the folder of the built guide"
        )
    site = Path(sys.argv[1])
    results = {"fast": measure(site, None), "10 Mbit/s": measure(site, SLOW)}
    written = table(results)
    (HERE / "measured.md").write_text(written, encoding="utf-8")
    visits = [rows for visits in results.values() for rows in visits]
    again = [row.go for rows in visits for row in rows if row.what == AGAIN]
    kept = "at most" if max(again) <= MOST else "not the promised"
    sys.stdout.write(
        f"{written}\nAn edit of the Go takes {kept} {MOST:g} s after the first: "
        f"{', '.join(f'{seconds:.1f}' for seconds in again)} s\n"
    )


if __name__ == "__main__":
    main()
