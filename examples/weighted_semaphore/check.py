"""Never more than a weight of 30 in flight, in whatever order."""

from datacenter.in_flight import check_in_flight
from trio_patterns.guide.outcome import Outcome


def check(outcome: Outcome) -> None:
    check_in_flight(outcome, capacity=30, weight=lambda datacenter: datacenter.weight)
