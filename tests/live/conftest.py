"""What the tests of the live pages share."""

from __future__ import annotations

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.live import built

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def parts() -> Path:
    """What `docs/live/build.py` has built."""
    return built.parts()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def site(parts: Path, pages: Path) -> Iterator[str]:
    """The address of the guide, served as any static host does."""
    del parts
    handler = partial(_Quiet, directory=str(pages))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def asked() -> list[str]:
    """The addresses that the pages have asked for."""
    return []


@pytest.fixture
def open_construct(
    browser: Browser, site: str, asked: list[str]
) -> Iterator[Callable[[str], Page]]:
    """Opens the page of a construct."""
    contexts: list[BrowserContext] = []

    def open_(name: str) -> Page:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(f"{site}constructs/{name}.html")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def node() -> str:
    """The program that runs JavaScript, which the build of the parts needs too."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("there is no Node")
    return found
