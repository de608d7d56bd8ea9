"""The checksums of all files below a folder, four at a time."""

import hashlib
import tempfile
from pathlib import Path

import trio

from plainlog import log

LIMIT = 4


def checksum(path: Path) -> str:  # [1:2]
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_below(root: Path) -> list[Path]:  # [2:2]
    return [path for path in root.rglob("*") if path.is_file()]


async def checksums(root: Path) -> dict[Path, str]:
    """Walks a tree and reads its files."""
    found: dict[Path, str] = {}  # [4]
    limiter = trio.CapacityLimiter(LIMIT)  # [3]

    async def add(path: Path) -> None:  # [4:2]
        found[path] = await trio.to_thread.run_sync(checksum, path, limiter=limiter)

    async with trio.open_nursery() as nursery:  # [5]
        for path in await trio.to_thread.run_sync(files_below, root):  # [2]
            nursery.start_soon(add, path)  # [3]
    return found


def make_files(root: Path) -> None:
    for i in range(6):
        folder = root / f"folder{i % 2}"
        folder.mkdir(exist_ok=True)
        (folder / f"file{i}").write_text(f"text {i}")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        await trio.to_thread.run_sync(make_files, Path(folder))
        for path, sum_ in sorted((await checksums(Path(folder))).items()):
            log.info("checksum", file=path.name, sum=sum_[:8])


if __name__ == "__main__":
    trio.run(main)
