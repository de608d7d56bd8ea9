"""Tools to test concurrent programs with: Go's detectors, for Trio."""

from __future__ import annotations

from .cancellation import cancel_everywhere
from .schedules import explore, run

__all__ = ["cancel_everywhere", "explore", "run"]
