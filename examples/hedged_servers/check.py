"""How long a request takes differs by the run; where the slow ones went does not."""

import re

from trio_patterns.guide.output import Output

SLOW = 200
DELAY = 50


def check(output: Output) -> None:
    """Assert that hedging cuts the tail, and asks twice for the slow one in ten.

    On a busy machine all requests are slower, and more than the slow ones are hedged.
    If the usual answer takes longer than the delay, there is no tail to cut.
    """
    one, hedged = (_read(line.text) for line in output.lines)
    assert one["asked"] == 100, f"{one['asked']} requests for 100 answers"
    assert one["p95"] >= SLOW, f"no slow tail of one in ten: {one}"
    if hedged["p80"] < DELAY:
        assert hedged["p95"] < one["p95"], f"the tail is still there: {hedged}, {one}"
    assert 110 <= hedged["asked"] <= 200, f"hedging asked {hedged['asked']} times"


def _read(line: str) -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)", line)}
