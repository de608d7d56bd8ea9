from __future__ import annotations

import builtins
import io
import os
import signal
import sys
import threading
from typing import Any

import pytest
import trio
import trio.testing

from trio_patterns.testing import dump_on_sigquit, dump_tasks, run


async def family(nursery: trio.Nursery, go_on: threading.Event) -> None:
    lock = trio.Lock()

    async def holds() -> None:
        async with lock:
            await trio.sleep(1)

    async def wants() -> None:
        async with lock:
            pass

    nursery.start_soon(holds)
    nursery.start_soon(wants)
    nursery.start_soon(
        trio.to_thread.run_sync, lambda: go_on.wait(), name="in a thread"
    )
    nursery.start_soon(trio.sleep_forever, name="sleeper")
    await trio.testing.wait_all_tasks_blocked()
    nursery.start_soon(wants)


def test_the_tree() -> None:
    go_on = threading.Event()

    async def main() -> str:
        async with trio.open_nursery() as nursery:
            await family(nursery, go_on)
            text = dump_tasks()
            go_on.set()
            nursery.cancel_scope.cancel()
        return text

    text = run(main, seed=-1)
    lines = [line for line in text.splitlines() if " waits " in line or " is " in line]
    assert lines == [
        "  main is running",
        "    holds waits for its sleep to end",
        "    wants waits for a Lock, held by holds",
        "    in a thread waits for a thread",
        "    sleeper waits for nothing, for ever",
        "    wants #2 waits for its first turn",
    ]
    place = f'File "{__file__}", line {main.__code__.co_firstlineno + 3}, in main'
    assert text.splitlines()[1:3] == [f"    {place}", "      text = dump_tasks()"]


def test_tasks_at_a_checkpoint() -> None:
    async def main() -> str:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.lowlevel.checkpoint, name="at a checkpoint")
            nursery.start_soon(trio.testing.wait_all_tasks_blocked, name="patient")
            for _ in range(2):
                await trio.lowlevel.cancel_shielded_checkpoint()
            return dump_tasks()

    text = run(main, seed=-1)
    assert "at a checkpoint waits for its next turn" in text
    assert "patient waits for all other tasks to be blocked" in text


# At its first use stackscope looks at two coroutines that it never awaits; since
# Python 3.14 that is told, whenever they are collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_whole_stacks() -> None:
    pytest.importorskip("stackscope")

    async def main() -> str:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever, name="sleeper")
            await trio.testing.wait_all_tasks_blocked()
            text = dump_tasks(stacks=True)
            nursery.cancel_scope.cancel()
        return text

    text = run(main)
    assert "sleeper:\nstackscope.Stack" in text
    assert "wait_task_rescheduled" in text


def test_without_stackscope(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_stackscope(name: str, *args: Any) -> Any:
        if name == "stackscope":
            raise ImportError(name)
        return imported(name, *args)

    async def main() -> None:
        with pytest.raises(ImportError, match="stackscope"):
            dump_tasks(stacks=True)
        assert "main waits for" in dump_tasks()

    imported = builtins.__import__
    monkeypatch.delitem(sys.modules, "stackscope", raising=False)
    monkeypatch.setattr(builtins, "__import__", no_stackscope)
    run(main)


def test_outside_of_a_run() -> None:
    with pytest.raises(RuntimeError, match="call it inside one"):
        dump_tasks()


@pytest.mark.skipif(not hasattr(signal, "SIGQUIT"), reason="there is no SIGQUIT")
class TestSigquit:
    def test_in_an_idle_run(self) -> None:
        out = io.StringIO()

        async def main() -> None:
            timer = threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGQUIT])
            timer.start()
            while not out.getvalue():  # noqa: ASYNC110  # the test is about the tree
                await trio.sleep(0.1)
            timer.join()

        before = signal.getsignal(signal.SIGQUIT)
        with dump_on_sigquit(out):
            trio.run(main)
        assert signal.getsignal(signal.SIGQUIT) is before
        assert "main waits for its sleep to end" in out.getvalue()

    def test_in_a_busy_task(self) -> None:
        out = io.StringIO()

        async def main() -> None:
            with dump_on_sigquit(out):
                signal.raise_signal(signal.SIGQUIT)

        trio.run(main)
        assert "main is running" in out.getvalue()
        assert "signal.raise_signal(signal.SIGQUIT)" in out.getvalue()

    def test_outside_of_a_run(self, capsys: pytest.CaptureFixture[str]) -> None:
        with dump_on_sigquit():
            signal.raise_signal(signal.SIGQUIT)
        assert capsys.readouterr().err == "no Trio run in the main thread\n"


def test_where_there_is_no_sigquit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "SIGQUIT", raising=False)
    with pytest.raises(RuntimeError, match="there is no SIGQUIT on"):
        dump_on_sigquit().__enter__()
