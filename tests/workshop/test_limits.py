"""Where a program was when it had to be ended; that it is, `test_grader` shows."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from trio_patterns.workshop.limits import held_lock_at, place, place_in

HERE = str(Path(__file__))


def test_a_line_is_named_with_its_code() -> None:
    assert place(HERE, 3) == "line 3, `from __future__ import annotations`"
    assert place(HERE, 100_000) == "line 100000"


def test_the_nearest_frame_of_the_file_is_found() -> None:
    def inner() -> str:
        return place_in(HERE, inspect.currentframe())

    assert "`return place_in(HERE" in inner()
    assert place_in("another.py", inspect.currentframe()) == ""


@pytest.mark.parametrize(
    ("dump", "said"),
    [
        ("", ""),
        ("Fatal Python error: Aborted", ""),
        ('Timeout (0:00:08)!\n  File "x.py", line 3 in f\n', "it is busy, without"),
        (
            (
                'Timeout (0:00:08)!\n  File "x.py", line 9 in g\n'
                f'  File "{HERE}", line 3 in f\n'
            ),
            "it is busy in line 3, `from __future__",
        ),
    ],
)
def test_the_dump_of_faulthandler_is_explained(dump: str, said: str) -> None:
    message = held_lock_at(dump, HERE)
    assert said in message
    assert bool(message) == bool(said)
