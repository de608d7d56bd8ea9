"""How long a request takes differs by the run; where the slow ones went does not."""

import re

from trio_patterns.guide.output import Output

SLOW = 200


def check(output: Output) -> None:
    """Assert that hedging takes the tail away, and costs a request in ten or so."""
    one, hedged = (_read(line.text) for line in output.lines)
    assert one["asked"] == 100, f"{one['asked']} requests for 100 answers"
    assert one["p80"] < SLOW <= one["p95"], f"no slow tail of one in ten: {one}"
    assert hedged["p95"] < SLOW, f"the tail is still there: {hedged}"
    assert 110 <= hedged["asked"] < 150, f"hedging asked {hedged['asked']} times"


def _read(line: str) -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)", line)}
