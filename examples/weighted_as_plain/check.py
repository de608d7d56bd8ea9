"""Never more than two in flight, and no order promised: 0.4 or 0.5 seconds."""

from semaphore.check import check

__all__ = ["check"]
