"""Never more than two in flight, and no order promised: 0.4 or 0.5 seconds."""

from datacenter.in_flight import check_in_flight
from trio_patterns.guide.output import Output


def check(output: Output) -> None:
    check_in_flight(output, capacity=2, weight=lambda datacenter: 1)
    assert output.seconds in (0.4, 0.5), f"took {output.seconds} s"
