from __future__ import annotations

import gc
import tracemalloc
import weakref
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from trio_patterns import WeightedSemaphore, after, recv, select
from trio_patterns import wait as wait_for
from trio_patterns.testing import explore, run
from trio_patterns.timeline import (
    Cancellation,
    Ending,
    Message,
    Moment,
    Recording,
    Step,
    TaskRecord,
    Timeline,
    Wait,
    record,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    Program = Callable[[], Awaitable[object]]
    Recorded = Callable[[Program], Timeline]


def record_all(async_fn: Program, limit: int = 9999) -> Recording:
    timeline = Timeline(limit=limit)
    clock = MockClock(autojump_threshold=0)
    trio.run(async_fn, clock=clock, instruments=[timeline])
    return timeline.recording


def named(recording: Recording, name: str) -> TaskRecord:
    (task,) = [task for task in recording.tasks if task.name == name]
    return task


def parked(task: TaskRecord) -> list[Wait]:
    """Its waits that were not for its turn alone."""
    return [wait for wait in task.waits if not wait.for_its_turn]


def test_hedged_request_is_told_in_full(recorded: Recorded, hedged: Program) -> None:
    recording = recorded(hedged).recording
    assert recording.clock == "virtual"
    assert recording.dropped == 0
    main, first, second = recording.tasks
    assert first.name == "find('Strasbourg', 0.1)"
    assert second.name == "find('Gravelines', 0.2)"
    assert main.nursery is None
    assert main.spawned is None
    assert main.ending is None  # the recording ends before it does
    (nursery,) = recording.nurseries
    assert nursery.parent == main.number
    assert nursery.children == [first.number, second.number]
    assert first.nursery == second.nursery == nursery.number
    assert nursery.opened.time == 0
    assert nursery.closed is not None
    assert nursery.closed.time == 0.1

    timed_out, answered, children = parked(main)
    assert timed_out.kind == answered.kind == "receive"
    assert timed_out.what == "a value in a memory channel, or its end"
    assert timed_out.place.startswith("conftest.py:")
    assert timed_out.cancelled == Cancellation("deadline", None, None)
    assert timed_out.woken is not None
    assert timed_out.woken.time == 0.075
    assert timed_out.woken_by is None
    assert answered.cancelled is None
    assert answered.woken_by == first.number
    assert children.kind == "nursery"
    assert children.woken_by == second.number

    (message,) = recording.messages
    assert message.sender == first.number
    assert message.receiver == main.number
    assert message.value == "'found in Strasbourg'"
    assert message.moment.time == 0.1

    assert first.spawned is not None
    assert first.spawned.time == 0
    assert first.exited is not None
    assert first.exited.time == 0.1
    assert first.ending == Ending("returned")
    assert second.spawned is not None
    assert second.spawned.time == 0.075
    (sleep,) = parked(second)
    assert sleep.kind == "sleep"
    reason = "the first answer is enough"
    assert sleep.cancelled == Cancellation("explicit", reason, main.number)
    assert sleep.woken_by == main.number
    assert second.ending == Ending("cancelled", reason)


def test_same_run_gives_equal_recordings(recorded: Recorded, hedged: Program) -> None:
    assert recorded(hedged).recording == recorded(hedged).recording


def life_of(task: TaskRecord) -> list[Step | Wait]:
    """Its steps and waits in turns; one that was running at the start begins so."""
    steps: list[Step | Wait] = [*task.steps]
    waits: list[Step | Wait] = [*task.waits]
    turns = [steps, waits] if task.spawned is None else [waits, steps]
    parts = [part for turn in zip_longest(*turns) for part in turn]
    assert None not in parts[:-1]
    return [part for part in parts if part is not None]


def check_life(task: TaskRecord) -> None:
    life = life_of(task)
    for part, following in pairwise(life):
        assert part.start <= following.start
        assert part.end == following.start
    for wait in task.waits:
        assert wait.woken is not None
        assert wait.end is not None
        assert wait.start <= wait.woken <= wait.end
    if task.exited is not None:
        assert task.ending is not None
        assert life[-1].end == task.exited


def check_nesting(recording: Recording) -> None:
    for task in recording.tasks:
        if task.nursery is not None:
            assert task.number in recording.nurseries[task.nursery].children
    for nursery in recording.nurseries:
        assert nursery.closed is not None
        for child in nursery.children:
            exited = recording.tasks[child].exited
            assert exited is not None
            assert exited <= nursery.closed


def test_steps_and_waits_take_turns_in_every_order(hedged: Program) -> None:
    async def checked() -> None:
        with record() as timeline:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(hedged)
                nursery.start_soon(hedged)
        for task in timeline.recording.tasks:
            check_life(task)
        check_nesting(timeline.recording)

    assert explore(checked, schedules=60).schedules == 60


def test_instrument_records_the_whole_run() -> None:
    async def main() -> int:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 2)
        return 7

    recording = record_all(main)
    task, sleeper = recording.tasks
    assert task.name == "main"
    assert task.spawned == Moment(0, 0)
    assert task.exited is not None
    assert task.exited.time == 2
    assert task.ending == Ending("returned", "7")
    assert sleeper.name == "sleep(2)"
    for each in recording.tasks:
        check_life(each)
    check_nesting(recording)


def test_instrument_starts_anew_for_another_run() -> None:
    timeline = Timeline()
    for seconds in (1, 2):
        clock = MockClock(autojump_threshold=0)
        trio.run(trio.sleep, seconds, clock=clock, instruments=[timeline])
        (task,) = timeline.recording.tasks
        assert task.name == f"sleep({seconds})"
        assert timeline.recording.end.time == seconds


def test_endings() -> None:
    async def fail() -> None:
        raise ValueError("no such bucket")

    async def fail_in_a_group() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fail)

    async def be_cancelled_in_a_group() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            nursery.start_soon(trio.sleep_forever)

    async def main() -> None:
        with pytest.RaisesGroup(ValueError):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(fail)
        with pytest.RaisesGroup(pytest.RaisesGroup(ValueError)):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(fail_in_a_group)
                nursery.start_soon(trio.sleep_forever)
        with trio.move_on_after(1):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(be_cancelled_in_a_group)
        raise KeyError("at last")

    timeline = Timeline()
    with pytest.raises(KeyError):
        trio.run(main, clock=MockClock(autojump_threshold=0), instruments=[timeline])
    recording = timeline.recording
    assert named(recording, "fail").ending == Ending(
        "failed", "ValueError: no such bucket"
    )
    assert named(recording, "fail_in_a_group").ending == Ending(
        "failed", "ExceptionGroup of ValueError: no such bucket"
    )
    assert named(recording, "be_cancelled_in_a_group").ending == Ending(
        "cancelled", "deadline"
    )
    sibling = named(recording, "sleep_forever")
    failed = named(recording, "fail_in_a_group")
    assert sibling.ending == Ending("cancelled", "its nursery failed")
    (wait,) = parked(sibling)
    assert wait.cancelled is not None
    assert wait.cancelled.source == "nursery"
    assert wait.cancelled.by == failed.number
    assert named(recording, "main").ending == Ending("failed", "KeyError: 'at last'")


def test_what_is_waited_for_who_holds_it_and_who_wakes(recorded: Recorded) -> None:
    async def main() -> None:
        lock, event, semaphore = trio.Lock(), trio.Event(), WeightedSemaphore(1)

        async def holder() -> None:
            async with lock, semaphore.hold():
                await trio.sleep(1)
            event.set()

        async def wants_lock() -> None:
            async with lock:
                pass

        async def wants_permit() -> None:
            async with semaphore.hold():
                pass

        async with trio.open_nursery() as nursery:
            nursery.start_soon(holder)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(wants_lock)
            nursery.start_soon(wants_permit)
            nursery.start_soon(event.wait)

    recording = recorded(main).recording
    holder = named(recording, "holder").number
    kinds = {"wants_lock": "lock", "wants_permit": "semaphore", "Event.wait": "event"}
    for name, kind in kinds.items():
        (wait,) = parked(named(recording, name))
        assert wait.kind == kind
        assert wait.woken_by == holder
        assert wait.held_by == ((holder,) if kind == "lock" else ())
        assert wait.woken is not None
        assert wait.woken.time == 1


def test_sleep_that_ends_is_not_cancelled_and_one_under_a_deadline_is(
    recorded: Recorded,
) -> None:
    async def main() -> None:
        await trio.sleep(1)
        with trio.move_on_after(1):
            await trio.sleep(2)

    whole, cut = parked(recorded(main).recording.tasks[0])
    assert whole.cancelled is None
    assert cut.cancelled == Cancellation("deadline", None, None)


def test_cancellation_that_comes_at_the_next_checkpoint(recorded: Recorded) -> None:
    async def main() -> None:
        with trio.CancelScope() as scope:
            scope.cancel(reason="enough")
            await trio.lowlevel.checkpoint()
        with trio.CancelScope() as scope:
            scope.cancel()
            await trio.sleep_forever()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ready, nursery.cancel_scope)

    async def ready(scope: trio.CancelScope) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            scope.cancel()

    recording = recorded(main).recording
    main_task = recording.tasks[0]
    cancelled = [wait.cancelled for wait in main_task.waits if wait.cancelled]
    assert cancelled[:2] == [
        Cancellation("explicit", "enough", 0),
        Cancellation("explicit", None, 0),
    ]
    (child,) = [task for task in recording.tasks if task.name == "sleep_forever"]
    (wait,) = parked(child)
    # It had not started when its parent cancelled it.
    assert wait.cancelled == Cancellation("explicit", None, 1)
    assert child.ending == Ending("cancelled", "explicit")


def test_canceller_who_is_not_known_is_not_guessed(recorded: Recorded) -> None:
    async def main() -> None:
        scope = trio.CancelScope()

        async def bystander() -> None:
            scope.cancel()

        async def deaf() -> None:
            with scope:
                with trio.CancelScope(shield=True):
                    await trio.sleep(1)
                await trio.lowlevel.checkpoint()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(deaf)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(bystander)

    deaf = named(recorded(main).recording, "deaf")
    assert [wait.cancelled for wait in deaf.waits if wait.cancelled] == [
        Cancellation("explicit", None, None)
    ]


class TestMessages:
    def test_receiver_takes_from_a_waiting_sender(self, recorded: Recorded) -> None:
        async def main() -> None:
            send, receive = trio.open_memory_channel[int](0)
            with send, receive:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(send.send, 5)
                    await trio.testing.wait_all_tasks_blocked()
                    assert receive.receive_nowait() == 5

        (message,) = recorded(main).recording.messages
        assert (message.sender, message.receiver, message.value) == (1, 0, "5")

    def test_value_in_a_buffer_is_not_taken_for_the_sender_s(
        self, recorded: Recorded
    ) -> None:
        async def main() -> None:
            send, receive = trio.open_memory_channel[int](1)
            with send, receive:
                send.send_nowait(1)
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(send.send, 2)
                    await trio.testing.wait_all_tasks_blocked()
                    assert receive.receive_nowait() == 1
                assert receive.receive_nowait() == 2

        assert recorded(main).recording.messages == []

    def test_callback_from_outside_is_no_sender(self, recorded: Recorded) -> None:
        async def main() -> None:
            send, receive = trio.open_memory_channel[int](0)
            token = trio.lowlevel.current_trio_token()
            token.run_sync_soon(send.send_nowait, 1)
            with send, receive:
                assert await receive.receive() == 1

        recording = recorded(main).recording
        assert recording.messages == []
        (wait,) = parked(recording.tasks[0])
        assert wait.woken_by is None

    def test_closed_channel_carries_nothing(self, recorded: Recorded) -> None:
        async def main() -> None:
            send, receive = trio.open_memory_channel[int](0)

            async def reader() -> None:
                with pytest.raises(trio.EndOfChannel):
                    await receive.receive()

            with receive:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(reader)
                    await trio.testing.wait_all_tasks_blocked()
                    send.close()

        recording = recorded(main).recording
        assert recording.messages == []
        (wait,) = parked(named(recording, "reader"))
        assert wait.woken_by == 0
        assert wait.cancelled is None

    def test_select_is_woken_by_who_sent_and_shows_no_helpers(
        self, recorded: Recorded
    ) -> None:
        async def main() -> None:
            one, one_out = trio.open_memory_channel[int](0)
            two, two_out = trio.open_memory_channel[int](0)

            async def chooser() -> None:
                assert await select(recv(one_out), recv(two_out)) == (1, 7)

            with one, one_out, two, two_out:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(chooser)
                    await trio.testing.wait_all_tasks_blocked()
                    nursery.start_soon(two.send, 7)

        recording = recorded(main).recording
        assert len(recording.tasks) == 3
        (wait,) = parked(named(recording, "chooser"))
        assert wait.kind == "select"
        assert wait.woken_by == 2
        assert recording.messages == []

    @pytest.mark.parametrize("number", [1, 2])
    def test_a_timer_and_an_event_wake_a_select_and_do_not_cancel_it(
        self, recorded: Recorded, number: int
    ) -> None:
        async def main() -> None:
            ends = [trio.open_memory_channel[int](0)[1] for _ in range(number)]
            event = trio.Event()

            async def chooser() -> None:
                recvs = list(map(recv, ends))
                assert await select(*recvs, after(1)) == (number, None)
                assert await select(*recvs, wait_for(event)) == (number, None)
                await select(*recvs, after(9), wait_for(trio.Event()))

            async with trio.open_nursery() as nursery:
                nursery.start_soon(chooser)
                await trio.sleep(2)
                event.set()
                await trio.sleep(1)
                nursery.cancel_scope.cancel(reason="enough")

        recording = recorded(main).recording
        assert len(recording.tasks) == 2
        by_timer, by_event, cancelled = parked(named(recording, "chooser"))
        assert {by_timer.kind, by_event.kind, cancelled.kind} == {"select"}
        assert (by_timer.woken_by, by_timer.cancelled) == (None, None)
        assert (by_event.woken_by, by_event.cancelled) == (0, None)
        assert cancelled.cancelled == Cancellation("explicit", "enough", 0)

    def test_a_select_of_several_channels_is_cancelled(
        self, recorded: Recorded
    ) -> None:
        async def main() -> None:
            ends = [trio.open_memory_channel[int](0)[1] for _ in range(2)]
            with trio.move_on_after(1):
                await select(*map(recv, ends))

        (wait,) = parked(recorded(main).recording.tasks[0])
        assert wait.kind == "select"
        assert wait.cancelled is not None
        assert wait.cancelled.source == "deadline"


class TestNames:
    def test_same_name_twice_and_a_name_of_ones_own(self, recorded: Recorded) -> None:
        async def main() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep, 1)
                nursery.start_soon(trio.sleep, 1)
                nursery.start_soon(trio.sleep, 1, name="the third")

        names = [task.name for task in recorded(main).recording.tasks[1:]]
        assert names == ["sleep(1)", "sleep(1) #2", "the third"]

    def test_started_task_belongs_to_the_nursery_that_it_goes_to(
        self, recorded: Recorded
    ) -> None:
        async def service(
            task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
        ) -> None:
            await trio.sleep(1)
            task_status.started()

        async def main() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep, 3)
                await nursery.start(service)

        recording = recorded(main).recording
        assert [nursery.children for nursery in recording.nurseries] == [[1, 2], []]
        assert recording.tasks[2].nursery == 0

    def test_started_task_that_goes_to_a_nursery_without_others(
        self, recorded: Recorded
    ) -> None:
        async def service(
            task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
        ) -> None:
            task_status.started()

        async def main() -> None:
            async with trio.open_nursery() as nursery:
                await nursery.start(service)

        recording = recorded(main).recording
        assert [nursery.children for nursery in recording.nurseries] == [[], [1]]
        cut = record_all(main, limit=6)
        assert [nursery.children for nursery in cut.nurseries] == [[1]]

    def test_started_task_that_goes_to_trio_s_own_nursery(self) -> None:
        async def service(
            task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
        ) -> None:
            task_status.started()

        async def main() -> None:
            nursery = trio.lowlevel.current_task().parent_nursery
            assert nursery is not None
            await nursery.start(service)

        assert [task.nursery for task in record_all(main).tasks] == [None, None]


def test_recording_in_the_middle_of_a_run() -> None:
    async def sleeper(seconds: int) -> None:
        await trio.sleep(seconds)
        await trio.sleep(seconds)

    async def main() -> Timeline:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(sleeper, 2)
            nursery.start_soon(sleeper, 9)
            await trio.sleep(1)
            with record() as timeline:
                await trio.sleep(4)
            nursery.cancel_scope.cancel()
        return timeline

    recording = run(main).recording
    main_task, first, second = recording.tasks
    # The arguments may have changed since, and are not shown.
    assert [first.name, second.name] == ["sleeper", "sleeper #2"]
    assert first.spawned is None
    assert [wait.start.time for wait in first.waits] == [0, 1]
    assert first.exited is not None
    assert first.exited.time == 3
    (wait,) = second.waits
    assert wait.woken is wait.end is None
    assert second.exited is None
    assert recording.nurseries[0].children == [1, 2]
    assert recording.nurseries[0].closed is None
    assert recording.end.time == 4
    assert [step.end is None for step in main_task.steps] == [False, False]


def test_recording_sees_a_task_that_was_woken_before_it() -> None:
    async def main() -> Timeline:
        event = trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(event.wait)
            await trio.testing.wait_all_tasks_blocked()
            event.set()
            with record() as timeline:
                await trio.sleep(1)
        return timeline

    recording = run(main).recording
    (wait,) = recording.tasks[1].waits
    assert wait.woken == wait.end
    assert wait.woken_by is None


def test_block_left_by_an_error_ends_the_recording() -> None:
    timelines: list[Timeline] = []

    async def main() -> None:
        with pytest.raises(ZeroDivisionError):
            await fail()
        await trio.sleep(1)

    async def fail() -> None:
        with record() as timeline:
            timelines.append(timeline)
            await trio.sleep(1)
            raise ZeroDivisionError

    run(main)
    assert timelines[0].recording.end.time == 1


def test_failing_instrument_does_not_break_the_block(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("broken")

    async def main() -> None:
        with record():
            monkeypatch.setattr(Timeline, "after_task_step", fail)
            await trio.lowlevel.checkpoint()

    run(main)
    assert "Instrument has been disabled" in caplog.text


def test_started_and_stopped_from_outside_of_a_task() -> None:
    timeline = Timeline()

    async def main() -> None:
        token = trio.lowlevel.current_trio_token()
        token.run_sync_soon(timeline.start)
        await trio.sleep(1)
        token.run_sync_soon(timeline.stop)
        await trio.sleep(1)

    trio.run(main, clock=MockClock(autojump_threshold=0.01))
    (task,) = timeline.recording.tasks
    assert task.exited is None
    assert timeline.recording.end.time == 1


def test_outside_waits_have_their_kind() -> None:
    async def main() -> None:
        await trio.to_thread.run_sync(int)
        ours, theirs = trio.socket.socketpair()
        with ours, theirs:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(ours.recv, 1)
                await trio.testing.wait_all_tasks_blocked()
                await theirs.send(b"x")
                await theirs.send(b"x")
        await trio.lowlevel.wait_task_rescheduled(abort)

    def abort(_raise_cancel: object) -> trio.lowlevel.Abort:
        return trio.lowlevel.Abort.SUCCEEDED

    async def cut_short() -> None:
        with trio.move_on_after(0.05):
            await main()

    timeline = Timeline()
    trio.run(cut_short, instruments=[timeline])
    recording = timeline.recording
    assert recording.clock == "real"
    kinds = [wait.kind for task in recording.tasks for wait in parked(task)]
    assert {"thread", "I/O", "unknown"} <= set(kinds)


class TestLimit:
    async def many(self) -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(100):
                nursery.start_soon(trio.lowlevel.checkpoint)

    def size(self, recording: Recording) -> int:
        inside = sum(len(task.steps) + len(task.waits) for task in recording.tasks)
        lists: list[list[Any]] = [
            recording.tasks,
            recording.nurseries,
            recording.messages,
        ]
        return inside + sum(map(len, lists))

    @pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 50, 399])
    def test_is_kept_and_told(self, limit: int) -> None:
        recording = record_all(self.many, limit)
        assert 0 < self.size(recording) <= limit
        assert recording.limit == limit
        assert recording.dropped > 0
        numbers = [task.number for task in recording.tasks]
        assert numbers == list(range(len(numbers)))
        assert all(task.nursery == 0 for task in recording.tasks[1:])

    def test_is_not_told_of_when_it_was_just_enough(self) -> None:
        whole = record_all(self.many)
        assert whole.dropped == 0
        again = record_all(self.many, self.size(whole))
        assert again.dropped == 0
        assert self.size(again) == self.size(whole)
        assert record_all(self.many, self.size(whole) - 1).dropped > 0

    def test_also_for_tasks_that_are_there_and_for_messages(self) -> None:
        async def main() -> Timeline:
            send, receive = trio.open_memory_channel[int](0)
            with send, receive:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(receive.receive)
                    await trio.testing.wait_all_tasks_blocked()
                    with record(limit=1) as only_one:
                        await trio.lowlevel.checkpoint()
                    assert len(only_one.recording.tasks) == 1
                    with record(limit=5) as timeline:
                        send.send_nowait(1)
            return timeline

        recording = run(main).recording
        assert self.size(recording) == 5
        assert recording.messages == []

    @pytest.mark.slow
    def test_a_hundred_thousand_tasks(self, tmp_path: Path) -> None:
        async def main() -> None:
            async with trio.open_nursery() as nursery:
                for _ in range(100_000):
                    nursery.start_soon(trio.lowlevel.checkpoint)

        timeline = Timeline(limit=50_000)
        tracemalloc.start()
        try:
            trio.run(main, instruments=[timeline])
            gc.collect()
            kept, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        recording = timeline.recording
        assert self.size(recording) == 50_000
        assert recording.dropped > 100_000
        assert kept < 50_000 * 700  # bytes
        for ending in (".svg", ".html", ".json"):
            path = tmp_path / f"run{ending}"
            timeline.save(path)
            assert "main" in path.read_text(encoding="utf-8")
            assert path.stat().st_size < (100_000 if ending != ".json" else 20_000_000)
        assert "tasks were not recorded" in timeline.text()

    def test_leaves_no_room_for_the_nursery_of_a_started_task(self) -> None:
        async def service(
            task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
        ) -> None:
            task_status.started()

        async def main() -> None:
            async with trio.open_nursery() as nursery:
                await nursery.start(service)

        for limit in range(1, 20):
            recording = record_all(main, limit)
            assert self.size(recording) <= limit
            assert all(task.nursery is not None for task in recording.tasks[1:])

    @pytest.mark.parametrize("limit", [0, -1])
    def test_too_small(self, limit: int) -> None:
        with pytest.raises(ValueError, match=f"limit must be at least 1, not {limit}"):
            Timeline(limit=limit)

    @pytest.mark.parametrize("limit", [1.5, True, "9"])
    def test_not_an_int(self, limit: Any) -> None:
        with pytest.raises(TypeError, match="limit must be an int of at least 1, not"):
            Timeline(limit=limit)


def test_record_outside_a_run() -> None:
    with pytest.raises(RuntimeError, match="inside a run"):
        record().__enter__()


def test_nothing_of_the_program_is_kept() -> None:
    class Thing:
        pass

    refs: list[weakref.ref[Any]] = []

    async def child(thing: Thing, channel: trio.MemorySendChannel[Thing]) -> None:
        refs.append(weakref.ref(trio.lowlevel.current_task()))
        await channel.send(thing)
        await trio.sleep_forever()

    async def main() -> Timeline:
        send, receive = trio.open_memory_channel[Thing](0)
        thing = Thing()
        refs.extend([weakref.ref(thing), weakref.ref(send)])
        refs.append(weakref.ref(trio.lowlevel.current_task()))
        with send, receive, record() as timeline:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(child, thing, send)
                await receive.receive()
                nursery.cancel_scope.cancel()
        return timeline

    gc.collect()
    gc.disable()
    try:
        timeline = run(main)
        assert len(refs) == 4
        assert [ref() for ref in refs[:2]] == [None, None]
    finally:
        gc.enable()
    gc.collect()
    assert [ref() for ref in refs[2:]] == [None, None]
    assert timeline.recording.messages[0].value == "<Thing>"


def test_messages_are_plain_data() -> None:
    message = Message(Moment(0, 0), 0, 1, "1")
    assert hash(message) == hash(Message(Moment(0, 0), 0, 1, "1"))


class TestLifetimes:
    """What a program lets go of is gone, recorded or not."""

    def test_an_argument_that_is_deleted(self, recorded: Recorded) -> None:
        class Big:
            pass

        alive: list[object] = []

        async def worker(big: Big) -> None:
            ref = weakref.ref(big)
            del big
            await trio.lowlevel.checkpoint()
            alive.append(ref())

        async def main() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(worker, Big())

        recorded(main)
        assert alive == [None]

    def test_an_error_is_in_no_cycle(self, recorded: Recorded) -> None:
        class OopsError(Exception):
            pass

        refs: list[weakref.ref[OopsError]] = []
        alive: list[object] = []

        async def keep_error(errors: list[OopsError]) -> None:
            try:
                raise OopsError
            except OopsError as error:
                errors.append(error)
                refs.append(weakref.ref(error))
            del errors  # the cycle error -> traceback -> frame -> errors -> error

        async def main() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(keep_error, list[OopsError]())
            alive.extend(ref() for ref in refs)

        gc.disable()
        try:
            recorded(main)
        finally:
            gc.enable()
        assert alive == [None]
