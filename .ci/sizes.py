"""Say what built distributions hold, by folder, and how large they are installed."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path


def members(path: Path) -> list[tuple[str, int]]:
    """The files of a wheel or an sdist: name and size."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return [(item.filename, item.file_size) for item in wheel.infolist()]
    with tarfile.open(path) as sdist:
        files = [member for member in sdist if member.isfile()]
        return [(member.name.partition("/")[2], member.size) for member in files]


for name in sys.argv[1:]:
    files, sizes = Counter[str](), Counter[str]()
    for member, size in members(Path(name)):
        # the package by its rooms, the rest by its top folder
        depth = 2 if member.startswith("trio_patterns/") else 1
        folder = "/".join(member.split("/")[:-1][:depth]) or "."
        files[folder] += 1
        sizes[folder] += size
    kilobytes = Path(name).stat().st_size / 1000
    print(f"{Path(name).name}: {kilobytes:,.0f} kB", end=", ")
    print(f"installed {sizes.total() / 1000:,.0f} kB in {files.total()} files")
    for folder, size in sizes.most_common():
        print(f"  {size / 1000:6,.0f} kB {files[folder]:5} files  {folder}")
