"""The clock of `run`, `explore` and the others: it waits for what is at work outside.

What takes time in these tests is outside: a thread, a process. The times of the clock
are exact all the same.
"""

from __future__ import annotations

import math
import os
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing

from trio_patterns.testing import (
    DeadlockError,
    _autojump,
    _outside,
    cancel_everywhere,
    explore,
    run,
)
from trio_patterns.testing._outside import AtWork

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# In real seconds.
WORK = 0.01
PATIENCE = 0.5


class Waits(trio.abc.Instrument):
    """Adds up for how long the clock was ready to wait before a jump."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def before_io_wait(self, timeout: float) -> None:
        statistics = trio.lowlevel.current_statistics()
        if statistics.seconds_to_next_deadline < math.inf:
            self.seconds += timeout


@pytest.fixture(params=[False, True], ids=["alone", "beside threads"])
def others_run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether there are threads that might have the other end of a connection."""
    there_are: bool = request.param
    monkeypatch.setattr(_outside, "others_run", lambda: there_are)
    return there_are


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the clock wait not much longer than the work here takes."""
    monkeypatch.setattr(_autojump, "PATIENCE", dict.fromkeys(AtWork, PATIENCE))
    monkeypatch.setattr(_autojump, "_LONGEST_STAND", WORK)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it wait for what is perhaps at work, however slow this machine is."""
    monkeypatch.setitem(_autojump.PATIENCE, AtWork.PERHAPS, 5.0)


async def work_in_a_thread() -> None:
    await trio.to_thread.run_sync(time.sleep, WORK, abandon_on_cancel=True)


async def wait_in_a_thread(done: threading.Event) -> None:
    await trio.to_thread.run_sync(done.wait)


async def run_a_process() -> None:
    await trio.run_process([sys.executable, "-c", ""])


async def read_from_a_process() -> None:
    program = [sys.executable, "-c", "print(5)"]
    done = await trio.run_process(program, capture_stdout=True)
    assert done.stdout.split() == [b"5"]


async def read_a_file() -> None:
    async with await trio.open_file(__file__) as file:
        assert [line async for line in file]


async def ask_a_thread() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                time.sleep(WORK)
                connection.sendall(b"hello")

        thread = threading.Thread(target=serve)
        thread.start()
        address = server.getsockname()
        async with await trio.open_tcp_stream(*address) as client:
            assert await client.receive_some() == b"hello"
        thread.join()


async def wait_for_a_thread_with_the_token() -> None:
    event = trio.Event()
    token = trio.lowlevel.current_trio_token()

    def act() -> None:
        time.sleep(WORK)
        trio.from_thread.run_sync(event.set, trio_token=token)

    thread = threading.Thread(target=act)
    thread.start()
    await event.wait()
    thread.join()


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    "work",
    [
        work_in_a_thread,
        run_a_process,
        read_from_a_process,
        read_a_file,
        ask_a_thread,
        wait_for_a_thread_with_the_token,
    ],
)
def test_work_outside_takes_no_time(work: Callable[[], Awaitable[None]]) -> None:
    """No timeout around it, and no other task's sleep, comes before its end."""

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 60)
            with trio.fail_after(50):
                await work()
            assert trio.current_time() == 0
        assert trio.current_time() == 60

    run(main)


def test_all_the_tools_wait_for_work_outside() -> None:
    async def main() -> None:
        with trio.fail_after(30):
            await work_in_a_thread()

    assert explore(main).complete
    cancel_everywhere(main)


def test_a_sleep_beside_work_outside_takes_as_long_as_it_says() -> None:
    """A program that asks again and again leaves the outside the time between."""
    done = threading.Event()

    async def main() -> float:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait_in_a_thread, done)
            started = time.perf_counter()
            await trio.sleep(2 * WORK)
            done.set()
            assert trio.current_time() == 2 * WORK
            return time.perf_counter() - started

    assert run(main) >= 2 * WORK


@pytest.mark.usefixtures("impatient")
def test_a_thread_that_waits_for_a_task_that_sleeps() -> None:
    done = threading.Event()

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait_in_a_thread, done)
            for _ in range(1_000):
                await trio.sleep(3600)
            done.set()
        assert trio.current_time() == 3_600_000

    waits = Waits()
    run(main, instruments=[waits])
    assert 0 < waits.seconds < 2 * PATIENCE  # after one in vain there is no other


@pytest.mark.usefixtures("impatient")
def test_a_wait_in_vain_is_not_held_against_new_work() -> None:
    done = threading.Event()

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait_in_a_thread, done)
            await trio.sleep(3600)
            try:
                with trio.fail_after(3600):
                    await work_in_a_thread()
            finally:
                done.set()

    run(main)


def test_an_answer_restores_the_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_autojump.PATIENCE, AtWork.PERHAPS, 1.0)

    async def main() -> None:
        near, far = socket.socketpair()

        def echo() -> None:
            while word := far.recv(1):
                time.sleep(WORK)
                far.sendall(word)

        thread = threading.Thread(target=echo)
        thread.start()
        async with trio.SocketStream(trio.socket.from_stdlib_socket(near)) as stream:
            for _ in range(3):
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(stream.receive_some)
                    await trio.sleep(0.6)  # in vain
                    await stream.send_all(b"x")
                    nursery.cancel_scope.deadline = trio.current_time() + 30
                assert not nursery.cancel_scope.cancelled_caught
        thread.join()
        far.close()

    run(main)


@pytest.mark.usefixtures("impatient")
def test_one_piece_of_work_after_another_reaches_the_deadline() -> None:
    async def main() -> int:
        pieces = 0
        with trio.move_on_after(5 * WORK):
            while True:
                await work_in_a_thread()
                pieces += 1
        return pieces

    assert run(main) < 100


@pytest.mark.usefixtures("impatient")
def test_each_piece_of_work_has_a_timeout_of_its_own() -> None:
    async def main() -> None:
        for _ in range(10):
            with trio.fail_after(PATIENCE):
                await work_in_a_thread()

    run(main)


# What waits for a task of the run in the end


async def between_tasks(near: trio.abc.Stream, far: trio.abc.Stream) -> None:
    async def answer() -> None:
        await trio.sleep(3600)
        await far.send_all(b"x")

    async with near, far, trio.open_nursery() as nursery:
        nursery.start_soon(answer)
        with trio.fail_after(3601):
            assert await near.receive_some() == b"x"
        assert trio.current_time() == 3600


async def over_a_socket_pair() -> None:
    near, far = trio.socket.socketpair()
    await between_tasks(trio.SocketStream(near), trio.SocketStream(far))


async def over_tcp() -> None:
    async def serve(stream: trio.SocketStream) -> None:
        await trio.sleep(3600)
        await stream.send_all(b"x")

    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(trio.serve_tcp, serve, 0)
        client = await trio.testing.open_stream_to_socket_listener(listeners[0])
        async with client:
            assert await client.receive_some() == b"x"
        assert trio.current_time() == 3600
        nursery.cancel_scope.cancel()


async def over_tcp_before_it_is_accepted() -> None:
    (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")

    async def serve() -> None:
        await trio.sleep(3600)
        async with await listener.accept() as stream:
            await stream.send_all(b"x")

    async with listener, trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        client = await trio.testing.open_stream_to_socket_listener(listener)
        async with client:
            assert await client.receive_some() == b"x"
        assert trio.current_time() == 3600


async def over_datagrams() -> None:
    near, far = (trio.socket.socket(type=trio.socket.SOCK_DGRAM) for _ in range(2))
    with near, far:
        await near.bind(("127.0.0.1", 0))

        async def answer() -> None:
            await trio.sleep(3600)
            await far.sendto(b"x", near.getsockname())

        async with trio.open_nursery() as nursery:
            nursery.start_soon(answer)
            assert await near.recv(1) == b"x"
        assert trio.current_time() == 3600


async def over_a_pipe() -> None:
    read, write = os.pipe()
    near, far = trio.lowlevel.FdStream(read), trio.lowlevel.FdStream(write)
    await between_tasks(near, far)


async def a_thread_that_has_the_run_sleep() -> None:
    await trio.to_thread.run_sync(trio.from_thread.run, trio.sleep, 3600)
    assert trio.current_time() == 3600


@pytest.mark.parametrize(
    "program",
    [
        over_a_socket_pair,
        over_tcp,
        over_tcp_before_it_is_accepted,
        over_datagrams,
        a_thread_that_has_the_run_sleep,
        pytest.param(
            over_a_pipe,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix"),
        ),
    ],
)
def test_what_waits_for_the_run_itself(
    program: Callable[[], Awaitable[None]], others_run: bool
) -> None:
    waits = Waits()
    run(program, instruments=[waits])
    assert waits.seconds <= (0.2 if others_run else 0)


def test_a_thread_that_has_ended_counts_no_more() -> None:
    waits = Waits()

    async def main() -> None:
        with trio.fail_after(30):
            await work_in_a_thread()
        trio.lowlevel.add_instrument(waits)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(over_a_socket_pair)

    run(main)
    assert waits.seconds < 1


def test_whoever_waits_for_all_to_be_blocked_comes_first() -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1)
            for cushion in (0, WORK):
                await trio.testing.wait_all_tasks_blocked(cushion)
                assert trio.current_time() == 0

    run(main)


def test_nothing_spins_while_a_thread_is_at_work() -> None:
    async def main() -> None:
        await work_in_a_thread()

    class Count(trio.abc.Instrument):
        times = 0

        def before_io_wait(self, timeout: float) -> None:  # noqa: ARG002  # Trio's
            self.times += 1

    count = Count()
    run(main, instruments=[count])
    assert count.times < 50


async def wait_for_a_thread(seconds: float) -> None:
    await trio.to_thread.run_sync(time.sleep, seconds)


async def wait_for_a_peer(seconds: float) -> None:
    ours, theirs = trio.socket.socketpair()
    with ours, theirs:
        timer = threading.Timer(seconds, os.write, [theirs.fileno(), b"x"])
        timer.start()
        await ours.recv(1)
        timer.join()


@pytest.mark.parametrize("wait", [wait_for_a_thread, wait_for_a_peer])
@pytest.mark.parametrize("seconds", [0.4, 0.0])
def test_a_run_that_may_hang_says_where_its_tasks_stand(
    wait: Callable[[float], Awaitable[None]],
    seconds: float,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(_autojump.PATIENCE, AtWork.YES, 0.1)
    run(wait, seconds)
    said = capsys.readouterr().err
    assert said.count(f"{wait.__name__} waits for") == (seconds > 0)


def test_a_deadlock_once_the_token_is_let_go() -> None:
    """Whoever has the token lets go of it without a word."""
    let_go = threading.Event()

    async def main() -> None:
        token = trio.lowlevel.current_trio_token()

        def keep(_token: object) -> None:
            let_go.wait()

        threading.Thread(target=keep, args=(token,)).start()
        del token
        threading.Timer(WORK, let_go.set).start()
        await trio.Event().wait()

    with pytest.raises(DeadlockError):
        run(main)


def test_a_deadlock_where_no_thread_could_use_the_token() -> None:
    """Many a library keeps the token of its run."""

    class Portal:
        def __init__(self) -> None:
            self.token = trio.lowlevel.current_trio_token()
            self.stopped = trio.Event()

    async def main() -> None:
        await Portal().stopped.wait()

    with pytest.raises(DeadlockError):
        run(main)


def test_no_deadlock_while_a_thread_that_was_left_has_a_place_at_the_limiter() -> None:
    was_left = threading.Event()

    def work() -> None:
        was_left.wait()
        time.sleep(WORK)

    async def main() -> None:
        limiter = trio.CapacityLimiter(1)
        with trio.move_on_after(WORK / 10):
            await trio.to_thread.run_sync(work, limiter=limiter, abandon_on_cancel=True)
        assert limiter.available_tokens == 0
        was_left.set()
        async with limiter:
            pass

    run(main)


def test_no_deadlock_while_the_last_thread_hands_over_its_result() -> None:
    """Trio has given it the name of an idle one already; then it waits for the GIL."""

    async def main() -> None:
        result, token = trio.Event(), trio.lowlevel.current_trio_token()

        def hand_over() -> None:
            time.sleep(0.2)
            token.run_sync_soon(result.set)

        thread = threading.Thread(target=hand_over, name="Trio thread 7")
        thread.start()
        await result.wait()
        thread.join()

    run(main)


def test_no_clock_waits_for_a_bystander() -> None:
    """Such as the watchdog of a check, which lives as long as the process."""
    over = threading.Event()
    watchdog = threading.Thread(target=over.wait)

    async def main() -> tuple[AtWork, AtWork]:
        token = trio.lowlevel.current_trio_token()
        before = _outside.Outside().at_work()
        _outside.BYSTANDERS.add(watchdog)
        after = _outside.Outside().at_work()
        del token
        return before, after

    watchdog.start()
    try:
        assert run(main) == (AtWork.PERHAPS, AtWork.NO)
    finally:
        over.set()
        watchdog.join()
