"""What the checks of the semaphore examples share: who was at work, and when."""

import re
from collections.abc import Callable

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from trio_patterns.guide.output import Output

FINDERS = {str(datacenter): datacenter for datacenter in (SBG, GRA, BHS, RBX, WAW)}


def check_in_flight(
    output: Output, capacity: int, weight: Callable[[Datacenter], int]
) -> None:
    """Assert that all five ran, and never more than `capacity` at once.

    A search takes as long as its datacenter needs, wherever it stands in the order.
    """
    started: dict[str, float] = {}
    at_work: set[str] = set()
    for seconds, text in output.lines:
        match = re.fullmatch(r"INFO (.+?) datacenter=(\w+)( found=true)?", text)
        assert match is not None, f"an unexpected line: {text}"
        assert seconds is not None, "the run has no times"
        event, name, _ = match.groups()
        if event == "starting find":
            assert name not in started, f"{name} started twice"
            started[name] = seconds
            at_work.add(name)
        else:
            assert event == "got result", f"an unexpected line: {text}"
            at_work.remove(name)
            took = round(seconds - started[name], 9)
            assert took == FINDERS[name].delay, f"{name} took {took} s"
        load = sum(weight(FINDERS[name]) for name in at_work)
        assert load <= capacity, f"{load} of {capacity} in flight: {sorted(at_work)}"
    assert set(started) == set(FINDERS), f"only {sorted(started)} ran"
    assert not at_work, f"{sorted(at_work)} never ended"
