"""How often the heart beats depends on the machine; that it does must not."""

import re

from trio_patterns.guide.outcome import Outcome


def check(outcome: Outcome) -> None:
    """Assert that the work did not stop the heart."""
    (line,) = outcome.lines
    beats = re.fullmatch(r"INFO while the other worked beats=(\d+)", line.text)
    assert beats is not None, f"an unexpected line: {line.text}"
    assert int(beats[1]) > 0, "the heart did not beat"
