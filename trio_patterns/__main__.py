"""The command line, when its libraries are there: `python -m trio_patterns`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, or say what to install for it."""
    try:
        import click  # noqa: F401, PLC0415  asked for, not used, here
        import rich  # noqa: F401, PLC0415
    except ModuleNotFoundError as missing:
        sys.stderr.write(
            f"trio-patterns: the command line needs {missing.name}: "
            "pip install 'trio-patterns[cli]'\n"
        )
        raise SystemExit(2) from None
    from trio_patterns.guide.cli import run_app  # noqa: PLC0415

    run_app()


if __name__ == "__main__":
    main()
