"""No hazard is forgotten: each has its row, and a program that runs into it.

That it fails as described, and its twin does not, is in the metadata of its pair, to
which the tests of the pairs hold both.
"""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from trio_patterns.guide.catalogue import Construct, Pair, load

HAZARDS = {
    # In Go, as it is taught.
    "G1": (
        "closed after the first answer, while a loser is about to send",
        ["late_answers/main.go", "late_answers/tie/main.go"],
    ),
    "G2": (
        "every finder fails, or there are none",
        ["no_answer/main.go", "no_answer/none_asked/main.go"],
    ),
    "G3": ("hedged: closed, and the loser sends later", ["hedged_traps/main.go"]),
    "G4": ("hedged: not closed, and the loser waits", ["hedged_traps/left_behind"]),
    "G5": ("hedged: all timers fire before an answer", ["hedged_traps/no_result"]),
    "G6": ("hedged: a failure is not replaced", ["hedged_traps/not_replaced"]),
    "G7": ("a panic ends the process", ["errors_by_panic/main.go"]),
    "G8": ("errgroup: all errors but the first", ["errgroup_limit/no_context"]),
    "G9": ("errgroup: a worker deaf to its context", ["errgroup_traps/main.go"]),
    "G10": ("errgroup: a worker that panics", ["errgroup_traps/panics"]),
    "G11": ("errgroup: results that nobody reads", ["results_unread/main.go"]),
    "G12": ("all goroutines started for two places", ["started_too_early/main.go"]),
    "G13": (
        "a weight above the capacity, with and without a deadline",
        ["too_heavy/main.go", "asleep/too_heavy"],
    ),
    "G14": ("a mutex copied with its struct", ["copied_mutex/_by_value"]),
    "G15": ("WLock and WUnlock", ["wrong_names/_wlock"]),
    "G16": (
        "a read outside the lock, with and without once",
        ["singleton_locked/double_checked", "once/nil_check"],
    ),
    "G17": ("Once: a panic counts as done", ["once_traps/main.go"]),
    "G18": ("Once: Do inside Do", ["once_traps/inside_itself"]),
    "G19": ("select over two, closed on return", ["late_answers/two_channels"]),
    "G20": ("time.After, said to leak", ["pending_timers/main.go"]),
    "G21": ("wg.Done runs before Unlock", ["done_before_unlock/main.go"]),
    # In Go at large.
    "G22": ("main returns first", ["goroutine/main.go"]),
    "G23": ("x = x + 1 from many", ["race_condition/main.go"]),
    "G24": ("two atomic pairs", ["atomics/load_and_store"]),
    "G25": ("a map written by two", ["map_writes/main.go"]),
    "G26": ("wg.Add inside the goroutine", ["waitgroup_traps/_late_add"]),
    "G27": ("wg.Done once too often", ["waitgroup_traps/main.go"]),
    "G28": ("unlock of an unlocked mutex", ["locked_twice/main.go"]),
    "G29": (
        "Lock twice; RLock, then Lock; RLock twice around a writer",
        ["locked_twice/twice", "locked_twice/upgrade", "locked_twice/reader_again"],
    ),
    "G30": ("opposite locks beside an Accept", ["deadlock_unseen/main.go"]),
    "G31": ("a forgotten cancel", ["forgotten_cancel/_discarded"]),
    "G32": ("nobody closes the channel of a range", ["closing_channels/main.go"]),
    "G33": ("one of several senders closes", ["closed_by_one/main.go"]),
    "G34": (
        "send on a closed channel; close of a closed one, of nil",
        [
            "closing_channels/send_on_closed",
            "closing_channels/close_closed",
            "closing_channels/close_nil",
        ],
    ),
    "G35": ("receive from a nil channel", ["asleep/main.go"]),
    "G36": ("recovered, and close(done) not reached", ["asleep/never_done"]),
    "G37": ("Signal before Wait", ["asleep/signal_first"]),
    "G38": ("for, select and default", ["busy_select/main.go"]),
    "G39": ("an answer and ctx.Done, both ready", ["select_after_cancel/main.go"]),
    "G40": ("os.Exit in a goroutine", ["exit_in_goroutine/main.go"]),
    # New on the Trio side.
    "G41": ("a blocking call", ["hogging/blocking.py"]),
    "G42": ("a loop without a checkpoint", ["hogging/endless_loop.py"]),
    "G43": ("read, await, write", ["update_across_await/wrong.py"]),
    "G44": ("except around a nursery", ["except_around_nursery/wrong.py"]),
    "G45": ("a bare except in a loop", ["swallowed_cancel/wrong.py"]),
    "G46": ("await in finally after a cancellation", ["cut_cleanup/wrong.py"]),
    "G47": ("a timeout that nobody hears of", ["silent_timeout/wrong.py"]),
    "G48": ("a thread under a timeout", ["thread_timeout/wrong.py"]),
    "G49": ("wait_any over two receives", ["two_receives/wrong.py"]),
    "G50": (
        "yield inside a nursery, inside a cancel scope",
        ["yield_in_nursery/wrong.py", "yield_in_nursery/wrong_in_scope.py"],
    ),
    "G51": ("leaving an async generator's loop", ["early_break/wrong.py"]),
    "G52": ("nobody closes the send half", ["send_halves/wrong.py"]),
    "G53": ("one send half, several producers", ["shared_half/wrong.py"]),
    "G54": ("a service in a function's nursery", ["endless_service/wrong.py"]),
    "G55": ("a coroutine not awaited", ["not_awaited/_forgotten/wrong.py"]),
    "G56": ("start_soon(f())", ["not_awaited/_called/wrong.py"]),
    "G57": ("a CapacityLimiter taken twice", ["limiter_twice/wrong.py"]),
    "G58": ("a child sets a ContextVar", ["child_context/wrong.py"]),
    "G59": ("an Event has no clear", ["event_again/_clear/wrong.py"]),
    # In services.
    "G60": ("a nursery outlived by what keeps it", ["closed_nursery/wrong.py"]),
    "G61": ("one handler fails, and the server ends", ["handler_error/wrong.py"]),
    "G62": (
        "Ctrl-C in a group, and in any task",
        ["ctrl_c/wrong.py", "ctrl_c/wrong_in_main.py"],
    ),
    "G63": ("the reply half of an asker that gave up", ["reply_half/wrong.py"]),
    "G64": ("a retry that meets a group", ["retry_group/wrong.py"]),
    "G65": ("tokens of those who gave up", ["spent_tokens/wrong.py"]),
    "G66": (
        "a select over a channel that has ended",
        ["spinning_select/main.go", "spinning_select/wrong.py"],
    ),
    "G67": ("cancel_called, and an outer cancellation", ["outer_cancel/wrong.py"]),
}

# What does no harm, or only shows with -race: its twin prints the same.
HARMLESS = {"G16", "G24"}


def shown_by(row: str) -> list[tuple[Construct, Pair]]:
    return [
        (construct, pair)
        for construct in load().constructs
        if row in (construct.row, *construct.also)
        for pair in construct.pairs
    ]


def test_every_hazard_has_its_row_and_no_row_is_without_one() -> None:
    rows = {row for c in load().constructs for row in (c.row, *c.also)}
    assert {row for row in rows if row.startswith("G")} == set(HAZARDS)


@pytest.mark.parametrize(
    ("row", "program"),
    [
        pytest.param(row, program, id=f"{row}, {what}: {program}")
        for row, (what, programs) in HAZARDS.items()
        for program in programs
    ],
)
def test_its_program_stands_in_a_step_that_tells_it_from_its_twin(
    row: str, program: str
) -> None:
    path = PurePosixPath(program)
    if not path.suffix:
        path /= "main.go"
    pairs = [
        pair
        for construct, pair in shown_by(row)
        if path in (construct.name / PurePosixPath(p) for p in (pair.go, pair.wrong))
    ]
    assert pairs
    if row not in HARMLESS:
        pairs = [pair for pair in pairs if pair.compare == "different"]
        assert pairs
        assert any(pair.trio for pair in pairs)
