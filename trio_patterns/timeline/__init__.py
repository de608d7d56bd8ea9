"""See a concurrent program run."""

from __future__ import annotations

from .recording import Timeline, record

__all__ = ["Timeline", "record"]
