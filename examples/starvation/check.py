"""How often the heart beats depends on the machine; that it does must not."""

import re

from trio_patterns.guide.output import Output


def check(output: Output) -> None:
    """Assert that the work did not stop the heart."""
    (line,) = output.lines
    beats = re.fullmatch(r"INFO while the other worked beats=(\d+)", line.text)
    assert beats is not None, f"an unexpected line: {line.text}"
    assert int(beats[1]) > 0, "the heart did not beat"
