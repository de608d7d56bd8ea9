from __future__ import annotations

from trio_patterns.guide.output import Line, Output


def test_untimed_output_is_its_lines() -> None:
    output = Output.of_process("INFO a\tb\nINFO c\n", "oh", 3, timed=False)
    assert output == Output((Line(None, "INFO a\tb"), Line(None, "INFO c")), 3, "oh")


def test_timed_output_has_the_time_of_each_line_and_of_the_end() -> None:
    output = Output.of_process(
        "0\tINFO a\n0.075\tINFO b\tc\n0.1\t\n", "", 0, timed=True
    )
    lines = (Line(0, "INFO a"), Line(0.075, "INFO b\tc"))
    assert output == Output(lines, 0, "", 0.1)


def test_a_program_that_did_not_reach_its_end_has_no_total() -> None:
    assert Output.of_process("0\tINFO a\n", "", 2, timed=True).seconds is None
