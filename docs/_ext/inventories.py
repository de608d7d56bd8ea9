"""The names of other projects' documentation, so that links need no network.

`docs/inventories/PROJECT.txt` has a line for each name: the name, its kind and its
page, with the place in it where that is not the name. Sphinx reads the same in a
compressed form, which is written from it. Brought up to date from the sites, or from
files, by

    python docs/_ext/inventories.py [PROJECT=FILE ...]
"""

from __future__ import annotations

import sys
import urllib.request
import zlib
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "inventories"
SITES = {
    "python": "https://docs.python.org/3",
    "trio": "https://trio.readthedocs.io/en/stable",
    "trio-util": "https://trio-util.readthedocs.io/en/latest",
}
# As Sphinx's autodoc writes it.
_SHORT = (
    "AbstractAsyncContextManager py:class "
    "library/contextlib.html#contextlib.AbstractAsyncContextManager"
)
_HEAD = """\
# Sphinx inventory version 2
# Project: {name}
# Version:
# The remainder of this file is compressed using zlib.
"""


def mapping(output: Path) -> dict[str, tuple[str, str]]:
    """Write the inventories that Sphinx reads, and give its `intersphinx_mapping`."""
    output.mkdir(parents=True, exist_ok=True)
    result: dict[str, tuple[str, str]] = {}
    for name, site in SITES.items():
        lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        rows = [line.split() for line in lines]
        body = "".join(
            f"{name} {kind} 1 {page if '#' in page else page + '#$'} -\n"
            for name, kind, page in rows
        )
        path = output / f"{name}.inv"
        head = _HEAD.format(name=name).encode()
        packed = head + zlib.compress(body.encode())
        if not path.exists() or path.read_bytes() != packed:
            path.write_bytes(packed)
        result[name] = (site, str(path))
    return result


def names(inventory: bytes) -> list[str]:
    """The Python names of an inventory, as lines for its text file."""
    body = zlib.decompress(inventory.split(b"\n", 4)[4]).decode()
    found: set[str] = set()
    for line in body.splitlines():
        name, kind, _, page, *_ = line.split(" ")
        if kind.startswith("py:") and not any(
            p.startswith("_") for p in name.split(".")
        ):
            found.add(f"{name} {kind} {page.partition('#')[0]}")
    return sorted(found)


def main(*files: str) -> None:
    """Write the text files anew."""
    local = dict(file.split("=") for file in files)
    for name in local or SITES:
        url = (
            Path(local[name]).resolve().as_uri()
            if local
            else f"{SITES[name]}/objects.inv"
        )
        with urllib.request.urlopen(url) as answer:  # noqa: S310  the sites above
            lines = names(answer.read())
        if name == "python":  # of its tens of thousands, those that are here already
            path = FOLDER / "python.txt"
            known = {line.split()[0] for line in path.read_text().splitlines()}
            lines = [line for line in lines if line.split()[0] in known]
            lines += [_SHORT]
        (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
