"""The comparison itself: what it lets pass, and what it must not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_patterns.guide import parity
from trio_patterns.guide.catalogue import Compare, ExpectedEnding, Pair, load
from trio_patterns.guide.output import Line, Output

if TYPE_CHECKING:
    from random import Random

CONSTRUCT = load().find("semaphore")


def output(*texts: str, seconds: float = 0.1) -> Output:
    return Output(tuple(Line(0.1, text) for text in texts), 0, "", seconds)


def pair(compare: Compare = "lines", **more: Any) -> Pair:
    return replace(
        Pair(go="main.go", trio="main.py", compare="lines", seconds=0.1),
        compare=compare,
        **more,
    )


def compare(pair: Pair, *outputs: Output) -> list[str]:
    return parity.compare(CONSTRUCT, pair, *outputs)


def test_equal_lines_are_equal() -> None:
    assert compare(pair(), output("a", "b"), output("a", "b")) == []


@pytest.mark.parametrize(
    ("trio", "said"),
    [
        (output("a", "c"), ["line 2: Go printed '0.1 b', Trio '0.1 c'"]),
        (output("a"), ["line 2: Go printed '0.1 b', Trio nothing"]),
        (output("a", "b", "c"), ["line 3: Go printed nothing, Trio '0.1 c'"]),
        (output("a", "b", seconds=0.2), ["Trio took 0.2 s, not 0.1 s"]),
        (
            Output((Line(0.1, "a"), Line(0.100001, "b")), 0, "", 0.1),
            ["line 2: Go printed '0.1 b', Trio '0.100001 b'"],
        ),
        (
            Output((), 1, "Traceback"),
            ["Trio ended with exit status 1: Traceback"],
        ),
    ],
)
def test_lines_times_totals_and_exit_must_agree(trio: Output, said: list[str]) -> None:
    assert compare(pair(), output("a", "b"), trio) == said


def test_groups_may_differ_in_their_inner_order_only() -> None:
    groups = pair("groups", groups=(2, 1))
    assert compare(groups, output("a", "b", "c"), output("b", "a", "c")) == []
    assert compare(groups, output("a", "b", "c"), output("a", "c", "b")) != []
    assert compare(groups, output("a", "b", "c"), output("a", "b", "c", "c")) != []


def test_ids_may_differ_but_must_recur_alike() -> None:
    masked = pair(ids=r"id=(\w+)")
    same = output("id=1", "id=1", "id=2")
    assert compare(masked, same, output("id=x", "id=x", "id=y")) == []
    assert compare(masked, same, output("id=x", "id=y", "id=y")) != []
    assert compare(masked, same, output("id=x", "id=x", "id=x")) != []


def test_with_a_failure_lines_may_change_places_but_nothing_else() -> None:
    failing = pair(failing="same")
    one = output("a", "b")
    assert parity.compare_failing(failing, one, output("b", "a")) == []
    assert parity.compare_failing(failing, one, output("a", "c")) == [
        "Go printed '0.1 b', Trio '0.1 c'"
    ]
    assert parity.compare_failing(failing, one, output("a", "b", seconds=0.2)) == [
        "Go took 0.1 s, Trio 0.2 s"
    ]


def test_an_error_that_ends_one_side_only_is_a_difference() -> None:
    failing = pair(failing="same")
    group = Output((Line(0.1, "a"),), 1, "ExceptionGroup: FindError")
    assert parity.compare_failing(failing, output("a", "b"), group) == [
        "Trio ended with exit status 1: ExceptionGroup: FindError",
        "Go printed '0.1 b', Trio nothing",
    ]


def test_where_go_panics_each_side_ends_in_its_own_way() -> None:
    failing = pair(failing="panics")
    panics = Output((), 2, "panic: something went wrong")
    raises = Output((), 1, "datacenter.FindError: something went wrong")
    assert parity.compare_failing(failing, panics, raises) == []
    assert parity.compare_failing(failing, output("a"), raises) == [
        "Go ended with exit status 0: "
    ]


def test_different_by_design_holds_each_side_to_its_own_ending() -> None:
    different = pair(
        "different",
        why="a lesson",
        go_ends=ExpectedEnding(exit=2, stderr="panic: x"),
        trio_ends=ExpectedEnding(exit=0, lines=("a[12]",), seconds=0.1),
    )
    panic = Output((), 2, "panic: x\n")
    assert compare(different, panic, output("a1")) == []
    assert compare(different, output(), output("a1")) != []
    assert compare(different, replace(panic, stderr="oh"), output("a1")) != []
    assert compare(different, panic, output("b")) != []
    assert compare(different, panic, output("a1", "a2")) != []
    assert compare(different, panic, output()) != []
    assert compare(different, panic, output("a1", seconds=0.2)) != []


def test_a_wrong_program_stands_beside_its_mend() -> None:
    wrong = pair(
        "different",
        go="",
        wrong="wrong.py",
        why="a lesson",
        wrong_ends=ExpectedEnding(exit=1, stderr="ValueError: x"),
        trio_ends=ExpectedEnding(exit=0, lines=("a",)),
    )
    failed = Output((), 1, "Traceback\nValueError: x\n")
    assert compare(wrong, failed, output("a")) == []
    assert compare(wrong, output("a"), output("a")) == [
        "Trio, wrong ended with exit status 0, not 1: ",
        "Trio, wrong should have said 'ValueError: x', and said ''",
        "line 1 of Trio, wrong should be None, and is 'a'",
    ]


def in_flight(*rows: tuple[float, str]) -> Output:
    """A run of the semaphore example: + starts a find, - ends it."""
    lines = tuple(
        Line(
            seconds,
            f"INFO starting find datacenter={row[1:]}"
            if row[0] == "+"
            else f"INFO got result datacenter={row[1:]} found=true",
        )
        for seconds, row in rows
    )
    return Output(lines, 0, "", rows[-1][0])


GOOD_RUN = (
    (0.0, "+SBG"),
    (0.0, "+GRA"),
    (0.1, "-SBG"),
    (0.1, "+BHS"),
    (0.2, "-GRA"),
    (0.2, "+RBX"),
    (0.3, "-RBX"),
    (0.3, "+WAW"),
    (0.4, "-BHS"),
    (0.4, "-WAW"),
)


def test_the_check_of_the_semaphore_lets_a_good_run_pass() -> None:
    good = in_flight(*GOOD_RUN)
    assert compare(pair("check"), good, good) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (((0.0, "+SBG"), (0.0, "+GRA"), (0.0, "+RBX")), "3 of 2 in flight"),
        (GOOD_RUN[:-2], "never ended"),
        (GOOD_RUN[:2] + GOOD_RUN[2:3] + GOOD_RUN[4:5], "only"),
        (((0.0, "+SBG"), (0.2, "-SBG")), "SBG took 0.2 s"),
        (((0.0, "+SBG"), (0.0, "+SBG")), "SBG started twice"),
        ((*GOOD_RUN[:-1], (0.4, "-WAW"), (0.6, "+SBG")), "SBG started twice"),
    ],
)
def test_the_check_of_the_semaphore_sees_each_fault(
    bad: tuple[tuple[float, str], ...], said: str
) -> None:
    good = in_flight(*GOOD_RUN)
    (difference,) = compare(pair("check"), good, in_flight(*bad))
    assert difference.startswith("Trio: ")
    assert said in difference


# The same rule for the site, the command line and the workshop.


@pytest.mark.parametrize(
    ("ids", "go", "mine", "equal"),
    [
        (r"id=(\w+)", "from id=1 to id=2", "from id=7 to id=8", True),
        (r"id=(\w+)", "from id=1 to id=2", "from id=7 to id=7", False),
        (r"id=(\w)", "id=a was made", "id=x was made", True),
        (r"id=(\w)", "id=i is made", "id=x is made", True),
        (r"id=(\w+)", "id=in stored in id=in", "id=q stored in id=q", True),
    ],
)
def test_ids_are_compared_where_they_stand(
    ids: str, go: str, mine: str, equal: bool
) -> None:
    lines = [Line(0, go)], [Line(0, mine)]
    assert (parity.differing_lines(pair(ids=ids), *lines) == []) == equal


def test_a_time_is_compared_to_its_last_digit_and_shown_so() -> None:
    lines = [Line(1.0, "a")], [Line(1.0000001, "a")]
    (difference,) = parity.differing_lines(pair(), *lines)
    assert str(difference.other) == "1.0000001 a"


def test_a_group_is_put_in_order_by_time() -> None:
    lines = [Line(2, "b"), Line(10, "a")], [Line(10, "a"), Line(2, "b")]
    assert parity.differing_lines(pair("groups", groups=(2,)), *lines) == []


LINES = st.lists(st.builds(Line, st.sampled_from([0.0, 0.1, 2.0]), st.text("abc")))


@given(LINES, st.lists(st.integers(1, 4)), st.randoms(use_true_random=False))
def test_lines_that_change_places_in_their_group_are_equal(
    lines: list[Line], sizes: list[int], random: Random
) -> None:
    shuffled: list[Line] = []
    for size in sizes:
        group = lines[len(shuffled) : len(shuffled) + size]
        random.shuffle(group)
        shuffled += group
    shuffled += lines[len(shuffled) :]
    groups = pair("groups", groups=tuple(sizes) or (1,))
    assert parity.differing_lines(groups, lines, shuffled) == []


@given(LINES, LINES)
def test_without_groups_only_equal_lines_are_equal(
    lines: list[Line], others: list[Line]
) -> None:
    assert (parity.differing_lines(pair(), lines, others) == []) == (lines == others)


NAMES = st.lists(st.integers(0, 5))


@given(NAMES, st.permutations(range(6)))
def test_ids_that_recur_alike_are_equal(names: list[int], others: list[int]) -> None:
    masked = pair(ids=r"id=(\w+)")
    lines = [Line(0, f"id={name} and more") for name in names]
    renamed = [Line(0, f"id=x{others[name]} and more") for name in names]
    assert parity.differing_lines(masked, lines, renamed) == []


@given(NAMES, NAMES)
def test_ids_that_recur_otherwise_differ(names: list[int], others: list[int]) -> None:
    masked = pair(ids=r"id=(\w+)")
    lines = [Line(0, f"id={name}") for name in names]
    renamed = [Line(0, f"id={name}") for name in others]
    alike = [names.index(n) for n in names] == [others.index(n) for n in others]
    assert (parity.differing_lines(masked, lines, renamed) == []) == alike
