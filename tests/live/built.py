"""What the live pages load, where it was built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import live
import pytest

from trio_patterns.guide.catalogue import examples_root

if TYPE_CHECKING:
    from pathlib import Path


def parts() -> Path:
    """What `docs/live/build.py` has built; without it whoever asks is skipped.

    `.ci/run docs` builds it, as `TRIO_PATTERNS_LIVE`; elsewhere it may be lacking.
    """
    __tracebackhide__ = True  # the module is skipped, not this one
    built = live.folder(examples_root().parent / "docs")
    if built is None:
        why = "the live pages are not built; python docs/live/build.py does it"
        pytest.skip(why, allow_module_level=True)
    return built
