"""The command line, if the `cli` extra is installed: `python -m trio_patterns`."""

from __future__ import annotations

import importlib.util
import sys


def main() -> None:
    """Run the command line, or say what to install for it."""
    for needed in ("click", "rich"):
        if importlib.util.find_spec(needed) is None:
            sys.stderr.write(
                f"trio-patterns: the command line needs {needed}: "
                "pip install 'trio-patterns[cli]'\n"
            )
            raise SystemExit(2)
    from trio_patterns.cli.commands import run_app  # noqa: PLC0415  # needs both

    run_app()


if __name__ == "__main__":
    main()
