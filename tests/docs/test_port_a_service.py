"""The tutorial's steps print what its page shows, and its last table counts right."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import printed_by
from trio_patterns.guide.catalogue import examples_root

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = examples_root() / "chat_server"


def test_the_steps_print_what_the_page_shows() -> None:
    steps = [f"step_{number}" for number in range(1, 6)]
    shown = [(FOLDER / f"{step}.txt").read_text(encoding="utf-8") for step in steps]
    assert printed_by(*(f"chat_server.{step}" for step in steps)) == shown


def count(program: Path, *patterns: str) -> list[int]:
    server, _, _ = program.read_text(encoding="utf-8").partition("An evening")
    return [len(re.findall(pattern, server)) for pattern in patterns]


def test_the_last_table_counts_right() -> None:
    go = count(
        FOLDER / "main.go",
        r"\.Go\(",
        r"make\(chan",
        r"select \{",
        r"context\.WithCancel\(",
        r"AfterFunc\(",
        r"sync\.WaitGroup",
        r"conn\.Close\(\)",
    )
    assert go == [4, 4, 3, 2, 3, 3, 5]
    trio = count(
        FOLDER / "main.py",
        r"start_soon|serve_listeners\(",
        r"open_memory_channel",
        r"\bselect\(",
        r"open_nursery",
        r"trio\.CancelScope\(",
    )
    assert trio == [3, 2, 0, 3, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_it_serves_on_a_port_until_a_signal() -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "chat_server.tcp", "0"],
        cwd=examples_root(),
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline().rpartition("=")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(b"ada\nhello\n")
            lines = client.makefile()
            assert lines.readline() == "ada: hello\n"
            server.send_signal(signal.SIGTERM)
            assert lines.read() == "* the server stops\n"
        assert server.stdout.read().splitlines()[-2:] == [
            "INFO stopping",
            "INFO stopped",
        ]
        assert server.wait(timeout=10) == 0
