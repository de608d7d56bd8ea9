"""A process and its child get a limit: at its end both are ended."""

import os
import signal
import subprocess
from contextlib import suppress
from functools import partial

import trio

from line_server.main import Lines
from plainlog import log

# It waits for a child of its own, which has the same output.
BACKUP = "sleep 10 & echo backing up; wait; echo done"


async def end_group(process: trio.Process) -> None:  # [2:6]
    os.killpg(process.pid, signal.SIGTERM)
    try:
        await trio.sleep(1)  # Cancelled when the process has ended.
    finally:
        with suppress(ProcessLookupError):  # Nobody is left.
            os.killpg(process.pid, signal.SIGKILL)


async def main() -> None:
    async with trio.open_nursery() as nursery:
        process: trio.Process = await nursery.start(
            partial(
                trio.run_process,
                ["sh", "-c", BACKUP],
                stdout=subprocess.PIPE,
                start_new_session=True,  # [1]
                deliver_cancel=end_group,  # [2]
            )
        )
        assert process.stdout is not None
        lines = Lines(process.stdout)
        log.info("heard", line=await anext(lines))
        await trio.sleep(0.05)
        nursery.cancel_scope.cancel(reason="it takes too long")  # [3]

    async for line in lines:  # It ends when nobody has the other end of the pipe.
        log.info("heard", line=line)
    log.info("all of them are gone")
    log.info("killed", signal=-(process.returncode or 0))  # [4]


if __name__ == "__main__":
    trio.run(main)
