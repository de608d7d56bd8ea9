"""Draw what `trio-patterns compare hedged` shows in a terminal, for the README.

    python docs/_ext/terminal_picture.py

It writes `docs/terminal.svg`.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).parents[1] / "terminal.svg"
ARGUMENTS = ("compare", "hedged")
_WIDTH = 88


def shown() -> str:
    """Run the command, and give what it prints on a terminal, with its colours.

    Where Go is, which it says first, differs from machine to machine.
    """
    terminal = {"TTY_COMPATIBLE": "1", "TTY_INTERACTIVE": "0", "COLUMNS": str(_WIDTH)}
    printed = subprocess.run(  # noqa: S603  the command is ours
        [sys.executable, "-m", "trio_patterns", *ARGUMENTS],
        env={**os.environ, **terminal, "TERM": "xterm-256color"},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    ).stdout
    return printed.partition("\n")[2]


def draw(printed: str) -> str:
    """Draw a terminal with that text, as SVG."""
    console = Console(
        width=_WIDTH, record=True, file=io.StringIO(), force_terminal=True
    )
    console.print(Text.from_ansi(printed))
    picture = console.export_svg(
        title=f"trio-patterns {' '.join(ARGUMENTS)}", unique_id="terminal"
    )
    # The font would come from another host, and a picture in a README may load nothing.
    return re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)


if __name__ == "__main__":
    PICTURE.write_text(draw(shown()), encoding="utf-8")
