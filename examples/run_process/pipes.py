"""A conversation with a process: a line to its input, a line from its output."""

import subprocess
from functools import partial

import trio

from line_server.main import Lines
from plainlog import log

# A process that answers each line in capitals.
SHOUT = 'while read line; do echo "$line" | tr a-z A-Z; done; echo BYE'


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [5]
        process: trio.Process = await nursery.start(  # [2:8]
            partial(
                trio.run_process,
                ["sh", "-c", SHOUT],
                stdin=subprocess.PIPE,  # [1:2]
                stdout=subprocess.PIPE,
            )
        )
        assert process.stdin is not None
        assert process.stdout is not None

        lines = Lines(process.stdout)  # [3:4]
        for word in ("hello", "again"):
            await process.stdin.send_all(f"{word}\n".encode())
            log.info("heard", line=await anext(lines))

        await process.stdin.aclose()  # [4:3]
        async for line in lines:
            log.info("heard", line=line)
    log.info("ended", status=process.returncode)


if __name__ == "__main__":
    trio.run(main)
