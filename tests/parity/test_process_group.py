"""A process of the examples is ended with its children, whatever they do of SIGTERM."""

from __future__ import annotations

import subprocess
import sys

import pytest

from trio_patterns.guide.catalogue import examples_root

# The shell ends at SIGTERM; its child ignores it, and has the pipe open until it ends.
PROGRAM = """
import subprocess
from functools import partial

import trio

from run_process.killed import end_group

STUBBORN = "sh -c 'trap \\"\\" TERM; echo here; sleep 30; sleep 30' & wait"


async def main():
    async with trio.open_nursery() as nursery:
        process = await nursery.start(
            partial(
                trio.run_process,
                ["sh", "-c", STUBBORN],
                stdout=subprocess.PIPE,
                start_new_session=True,
                deliver_cancel=end_group,
            )
        )
        print(await process.stdout.receive_some())
        nursery.cancel_scope.cancel()
    with trio.fail_after(10):
        print(await process.stdout.receive_some())


trio.run(main)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups")
def test_a_child_that_ignores_sigterm_does_not_stay() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=examples_root(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("b'here\\n'\nb''\n", "")
