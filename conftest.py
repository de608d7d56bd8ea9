"""What the examples in the docstrings find in their namespace."""

from __future__ import annotations

from typing import Any

import pytest
import trio

import trio_patterns
from trio_patterns.testing import run


@pytest.fixture(autouse=True)
def _doctest_names(doctest_namespace: dict[str, Any]) -> None:
    """They run on a virtual clock, in one task order."""
    for name in trio_patterns.__all__:
        doctest_namespace.setdefault(name, getattr(trio_patterns, name))
    doctest_namespace.update(run=run, trio=trio)
