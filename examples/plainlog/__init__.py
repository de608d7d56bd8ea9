"""Makes logging print "LEVEL message key=value" and nothing else.

So the runs of a Trio program and of its Go original compare as text:

    log.info("got result", datacenter=datacenter, found=True)
    # INFO got result datacenter=SBG found=true
"""

import json
import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any


def _text(value: object) -> str:
    """Writes a value as Go's slog does."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return json.dumps(text) if " " in text or '"' in text else text


class _KeyValueLogger(logging.LoggerAdapter[logging.Logger]):
    """Appends the keyword arguments of a call to its message."""

    def process(
        self, msg: Any, kwargs: MutableMapping[str, Any]
    ) -> tuple[Any, MutableMapping[str, Any]]:
        fields = "".join(f" {key}={_text(value)}" for key, value in kwargs.items())
        return f"{msg}{fields}", {}


class _TimesFormatter(logging.Formatter):
    """Puts the seconds on a given clock, and a tab, before each line."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        super().__init__("%(levelname)s %(message)s")
        self._seconds = seconds

    def format(self, record: logging.LogRecord) -> str:
        return f"{in_seconds(self._seconds())}\t{super().format(record)}"


def in_seconds(seconds: float) -> str:
    """Writes a time to the nanosecond, without the zeros behind: 0.075."""
    return f"{seconds:.9f}".rstrip("0").rstrip(".")


def show_times(seconds: Callable[[], float]) -> None:
    """Makes every line start with the seconds on this clock, and a tab."""
    _handler.setFormatter(_TimesFormatter(seconds))


_handler = logging.StreamHandler(sys.stdout)
_handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
_logger = logging.getLogger("example")
_logger.addHandler(_handler)
_logger.setLevel(logging.INFO)
_logger.propagate = False

log = _KeyValueLogger(_logger)
