"""Run the suites of other projects with our tools, and compare how each test ends.

Fetches from PyPI, and takes minutes. Exits with 1 if a test ends otherwise than plain.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from . import PROJECTS, WAYS, changed, environment, fetched, run_suite


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.suites", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PROJECTS))
    parser.add_argument(
        "--keep", type=Path, help="a new folder to work in, and to keep"
    )
    options = parser.parse_args()
    names: list[str] = options.names or list(PROJECTS)
    if unknown := set(names) - set(PROJECTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}: {', '.join(PROJECTS)}")
    if options.keep is None:
        with tempfile.TemporaryDirectory() as folder:
            return run_all(names, Path(folder))
    keep: Path = options.keep.resolve()
    if keep.exists():
        parser.error(f"--keep: {keep} exists already")
    keep.mkdir(parents=True)
    return run_all(names, keep)


def run_all(names: list[str], folder: Path) -> int:
    """Run the suites in a folder, report, and give the exit code."""
    python = environment(folder / "venv", names)
    differences = 0
    for name in names:
        sources = fetched(python, name, folder)
        plain = run_suite(python, PROJECTS[name], sources, "plain")
        counts = ", ".join(f"{n} {kind}" for kind, n in Counter(plain.values()).items())
        print(f"{name}: {len(plain)} tests, {counts}", flush=True)
        if "passed" not in plain.values():
            print(f"  none passes, so there is nothing to compare: {sources}")
            differences += 1
        for way in list(WAYS)[1:]:
            start = time.monotonic()
            found = changed(plain, run_suite(python, PROJECTS[name], sources, way))
            seconds = time.monotonic() - start
            print(f"  {way}: {len(found)} end otherwise, {seconds:.0f} s", flush=True)
            for line in found:
                print(f"    {line}", flush=True)
            differences += len(found)
    return int(differences > 0)


sys.exit(main())
