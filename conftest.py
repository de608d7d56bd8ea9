"""What the examples in the docstrings find in their namespace."""

from __future__ import annotations

from typing import Any

import pytest
import trio

from trio_patterns.testing import run


@pytest.fixture(autouse=True)
def _doctest_names(doctest_namespace: dict[str, Any]) -> None:
    """They run on a virtual clock, in one task order."""
    doctest_namespace.update(run=run, trio=trio)
