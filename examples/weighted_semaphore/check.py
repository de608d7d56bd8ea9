"""Never more than a weight of 30 in flight, in whatever order."""

from datacenter.in_flight import check_in_flight
from trio_patterns.guide.output import Output


def check(output: Output) -> None:
    check_in_flight(output, capacity=30, weight=lambda datacenter: datacenter.weight)
