"""The command `docs`: build the site from the checkout, serve it on this machine."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
import webbrowser
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import click

from trio_patterns.guide.catalogue import examples_root

if TYPE_CHECKING:
    from pathlib import Path


@click.command("docs")
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    help="The port to serve on; any free one if 0.",
)
@click.option("--open/--no-open", "open_", default=True, help="Open it in a browser.")
def docs(port: int, open_: bool) -> None:
    """Build the guide, serve it on this machine and open it.

    It builds what has changed, from a checkout of the repository. Ctrl-C ends it.
    """
    with _bound(port) as server:
        pages = build(examples_root().parent / "docs")
        server.RequestHandlerClass = partial(_Quiet, directory=pages)
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        click.echo(f"the guide is at {address} until you press Ctrl-C")
        if open_:
            # A browser in the terminal returns when it is left, and wants its page now.
            threading.Thread(target=_open, args=(address,), daemon=True).start()
        server.serve_forever()


def _bound(port: int) -> ThreadingHTTPServer:
    """Take the port before the build: only programs on this machine can reach it."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), _Quiet)
    except OSError as error:
        raise click.UsageError(
            f"port {port} can't be used: {error.strerror}; --port 0 takes a free one"
        ) from None


def _open(address: str) -> None:
    # Without a browser the address, which is printed, has to do.
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)


def build(folder: Path) -> Path:
    """Build what has changed since the last time, and give the folder of the pages.

    Raises:
        click.ClickException: This is no checkout, a tool is missing, or the build
            failed; the message says what to do.
    """
    if not (folder / "conf.py").exists():
        raise click.ClickException(
            "the guide is built from a checkout, and this is an installed package: "
            "clone the repository, and there pip install -e '.[cli,docs]'"
        )
    needed = ("sphinx", "furo", "myst_parser", "sphinx_copybutton", "sphinx_design")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException(
            f"the guide needs {' and '.join(missing)}: pip install -e '.[cli,docs]'"
        )
    pages = folder / "_build" / "html"
    click.echo("building the guide; the first time takes a minute or two", err=True)
    # Sphinx says itself how far it is.
    command = [sys.executable, "-m", "sphinx", "-b", "html"]
    if is_outdated(pages, folder):
        command.append("-E")
    done = subprocess.run([*command, str(folder), str(pages)], check=False)  # noqa: S603  the command is ours
    if done.returncode != 0:
        raise click.ClickException(
            "Sphinx could not build the guide; it says why above"
        )
    return pages


def is_outdated(pages: Path, folder: Path) -> bool:
    """Tell whether what makes the pages has changed: Sphinx sees only their sources."""
    built = pages / ".buildinfo"
    makers = [folder / "conf.py", *(folder / "_ext").glob("*.py")]
    return built.exists() and any(
        maker.stat().st_mtime > built.stat().st_mtime for maker in makers
    )


class _Quiet(SimpleHTTPRequestHandler):
    """Serve files, without a message for each."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
