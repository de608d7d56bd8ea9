"""What runs in a process of its own does not wait for an import of pytest."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["guide.run_virtual", "guide.run_traced", "workshop.__main__"]
)
def test_the_programs_bring_no_pytest(module: str) -> None:
    program = f"""
import importlib.util, sys
import trio_patterns.{module}
assert "trio.testing" in sys.modules
assert "pytest" not in sys.modules
assert importlib.util.find_spec("pytest")
"""
    subprocess.run([sys.executable, "-c", program], check=True)
