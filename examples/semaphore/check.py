"""Never more than two in flight, and no order promised: 0.4 or 0.5 seconds."""

from datacenter.in_flight import check_in_flight
from trio_patterns.guide.outcome import Outcome


def check(outcome: Outcome) -> None:
    check_in_flight(outcome, capacity=2, weight=lambda datacenter: 1)
    assert outcome.seconds in (0.4, 0.5), f"took {outcome.seconds} s"
