"""The process in which a program of the learner's is judged; see `judging`."""

from __future__ import annotations

import sys

from .bench import main

main(*sys.argv[1:])
