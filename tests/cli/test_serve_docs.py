"""`trio-patterns docs`, as its user meets it: in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import click
import pytest

from trio_patterns.cli import serve_docs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Cli


def test_from_an_installed_package_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match="clone the repository"):
        serve_docs.build(tmp_path / "docs")


def test_a_failed_build_is_an_error(tmp_path: Path) -> None:
    pytest.importorskip("sphinx")
    (tmp_path / "conf.py").write_text("extensions = ['no_such_extension']\n")
    with pytest.raises(click.ClickException, match="could not build"):
        serve_docs.build(tmp_path)


@pytest.mark.parametrize("missing", ["furo", "myst_parser"])
def test_missing_tools_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    (tmp_path / "conf.py").touch()

    def find_spec(name: str) -> str | None:
        return None if name == missing else name

    monkeypatch.setattr("importlib.util.find_spec", find_spec)
    with pytest.raises(click.ClickException, match=f"needs {missing}: pip install"):
        serve_docs.build(tmp_path)


def test_what_makes_the_pages_is_looked_at(tmp_path: Path) -> None:
    pages, extension = tmp_path / "_build", tmp_path / "_ext" / "made.py"
    for path in (pages / ".buildinfo", tmp_path / "conf.py", extension):
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (1, 1))
    assert not serve_docs.is_outdated(pages, tmp_path)
    os.utime(extension, (2, 2))
    assert serve_docs.is_outdated(pages, tmp_path)
    (pages / ".buildinfo").unlink()
    assert not serve_docs.is_outdated(pages, tmp_path)


# As the command line, with pages that are there already.
SERVE = """
import sys
from pathlib import Path
from trio_patterns.cli import commands, serve_docs
pages = Path(sys.argv.pop())
serve_docs.build = lambda folder: pages
commands.run_app()
"""


@pytest.mark.parametrize("port", ["-1", "65536", "busy"])
def test_wrong_port_is_one_line_before_the_build(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    def build(folder: Path) -> Path:
        raise AssertionError(folder)

    monkeypatch.setattr(serve_docs, "build", build)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        if port == "busy":
            port = str(taken.getsockname()[1])
        done = cli("docs", "--port", port)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert port in line


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a shell script")
def test_browser_in_the_terminal_gets_its_page(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("a page")
    program = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])"
    script = tmp_path / "browser"
    script.write_text(
        f'#!/bin/sh\n{sys.executable} -c "{program}" "$1" && kill -2 $PPID\n'
    )
    script.chmod(0o755)
    command = [sys.executable, "-c", SERVE, "docs", str(tmp_path)]
    done = subprocess.run(
        command,
        env={**os.environ, "BROWSER": f"{script} %s"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 130


@pytest.mark.skipif(
    sys.platform == "win32", reason="there is no SIGINT for one process"
)
def test_it_serves_the_guide_on_loopback_until_ctrl_c(pages: Path) -> None:
    command = [sys.executable, "-c", SERVE, "docs", "--no-open", str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert found is not None, said
        with urllib.request.urlopen(f"{found[0]}constructs/hedged.html") as page:  # noqa: S310
            assert b"Hedged requests" in page.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
