"""Both lose updates, but not always, nor as many."""

import re

from trio_patterns.guide.output import Output


def check(output: Output) -> None:
    """Assert that an update was lost, sooner or later."""
    (line,) = output.lines
    lost = re.fullmatch(r"INFO updates are lost total=(\d+) round=\d+", line.text)
    assert lost is not None, f"nothing was lost: {line.text}"
    assert 1 <= int(lost[1]) < 1000, f"{lost[1]} is no total of a lost update"
