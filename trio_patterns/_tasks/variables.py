"""The local variables of a frame, read without a trace.

Before Python 3.13 `frame.f_locals` is a snapshot that the frame keeps: a variable that
the function deletes or sets anew lives on in it, and an error that a variable holds is
in the cycle error -> traceback -> frame -> snapshot -> error.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType


def variables_of(frame: FrameType) -> dict[str, Any]:
    """Read the local variables of a function's frame, and leave no snapshot in it.

    For Trio's frames, ours, and those that have not begun to run. `locals()` gives the
    very snapshot: a function that has called it would find it empty.
    """
    snapshot = frame.f_locals
    variables = dict(snapshot)
    if sys.version_info < (3, 13):
        snapshot.clear()
    return variables
