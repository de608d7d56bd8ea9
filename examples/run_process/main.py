"""Three commands: one that answers, one that fails, one that is not there."""

import subprocess

import trio

from plainlog import log


async def run_all() -> None:
    done = await trio.run_process(  # [2:3]
        ["sort"], stdin=b"sbg\nbhs\ngra\n", capture_stdout=True
    )
    log.info("sorted", lines=f"[{' '.join(done.stdout.decode().split())}]")

    try:
        await trio.run_process(
            ["sh", "-c", "echo no such bucket >&2; exit 3"],
            capture_stdout=True,
            capture_stderr=True,
        )
    except subprocess.CalledProcessError as failed:  # [3:3]
        said = failed.stderr.decode().strip()
        log.error("failed", status=failed.returncode, said=said)

    try:
        await trio.run_process(["no-such-command"])
    except FileNotFoundError:  # [4:2]
        log.error("there is no such command")


async def main() -> None:
    with trio.fail_after(10):  # [1:2]
        await run_all()


if __name__ == "__main__":
    trio.run(main)
