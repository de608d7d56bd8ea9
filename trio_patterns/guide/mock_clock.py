"""`MockClock`, without pytest.

`trio.testing` imports pytest where it finds one, and that takes as long as to import
all of Trio. The programs run in processes of their own, so it would be paid for again
and again. Such a process imports this first; a program can still import pytest.
"""

from __future__ import annotations

import sys
from typing import cast

if "pytest" in sys.modules:
    from trio.testing import MockClock
else:
    _modules = cast("dict[str, object]", sys.modules)
    _modules["pytest"] = None  # to import it is an ImportError
    try:
        from trio.testing import MockClock
    finally:
        del _modules["pytest"]

__all__ = ["MockClock"]
