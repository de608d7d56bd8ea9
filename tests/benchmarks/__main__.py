"""Run the benchmarks, and write what came out into docs/performance."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from . import PARTS, measure
from .measuring import Effort
from .reports import write

if TYPE_CHECKING:
    from .measuring import Result

FOLDER = Path(__file__).parents[2] / "docs" / "performance"


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=21, help="of each comparison")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write")
    parser.add_argument(
        "--redraw", action="store_true", help="from the results that are there"
    )
    options = parser.parse_args()
    parts: list[str] = options.parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(unknown)}: {', '.join(PARTS)}")
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    stored = folder / "results.json"
    results: dict[str, Result] = {}
    if stored.exists():
        results = json.loads(stored.read_text(encoding="utf-8"))
    gc.freeze()  # what is imported is not looked at by each collection
    for part in parts:
        if not options.redraw:
            started = time.monotonic()
            results[part] = measure(part, Effort(rounds=options.rounds))
            seconds = time.monotonic() - started
            print(f"{part}: {seconds:.0f} s", file=sys.stderr)
            text = json.dumps(results, indent=1)
            stored.write_text(f"{text}\n", encoding="utf-8")
        for name, content in write(part, results[part]).items():
            (folder / name).write_text(content, encoding="utf-8")


main()
