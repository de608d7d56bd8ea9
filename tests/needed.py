"""What may be lacking: whoever asks for it is skipped, a test or a whole module.

A module whose tests all need it asks at its top: `needed.guide()`. Where it is lacking
the module is one skip, and its tests are not even made.
"""

from __future__ import annotations

import importlib.util
import os

import pytest


def guide() -> None:
    """The built guide, or what builds it."""
    __tracebackhide__ = True  # the module is skipped, not this one
    if "TRIO_PATTERNS_SITE" not in os.environ:
        sphinx()


def sphinx() -> None:
    """What builds the guide."""
    __tracebackhide__ = True
    if importlib.util.find_spec("sphinx") is None:
        why = "there is no Sphinx; the docs extra brings it"
        pytest.skip(why, allow_module_level=True)
