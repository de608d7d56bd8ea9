"""The checksums of all files below a folder, four at a time."""

import tempfile
from pathlib import Path

import trio

from files.checksums import LIMIT, checksum, files_below, make_files
from plainlog import log
from trio_patterns import amap


async def checksum_in_thread(path: Path) -> tuple[Path, str]:  # [1:2]
    return path, await trio.to_thread.run_sync(checksum, path)


async def checksums(root: Path) -> dict[Path, str]:
    """Walks a tree and reads its files."""
    paths = await trio.to_thread.run_sync(files_below, root)  # [2]
    async with amap(checksum_in_thread, paths, limit=LIMIT) as sums:  # [6:2]
        return dict([pair async for pair in sums])


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        await trio.to_thread.run_sync(make_files, Path(folder))
        for path, sum_ in sorted((await checksums(Path(folder))).items()):
            log.info("checksum", file=path.name, sum=sum_[:8])


if __name__ == "__main__":
    trio.run(main)
