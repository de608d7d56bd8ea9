"""Refuse a release that is not ready: says what is missing, and fails.

The environment's TAG is the tag that it is made from, where there is one.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path


def problems(root: Path, tag: str) -> list[str]:
    """Look at a tree that is to be released: one line for each problem."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    door = (root / "trio_patterns" / "__init__.py").read_text(encoding="utf-8")
    (version,) = re.findall(r'^__version__ = "(.*)"$', door, re.MULTILINE)
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    fragments = [path.name for path in (root / "changes").glob("*.*.md")]
    found: list[str] = []
    if "urls" not in tomllib.loads(text)["project"]:
        found.append("pyproject.toml has no [project.urls]: fill in the address there")
    if fragments:
        found.append(f"changes/ is not empty: towncrier build --version {version}")
    if f"## {version} (" not in changelog:
        found.append(f"CHANGELOG.md says nothing of {version}")
    if tag and tag != f"v{version}":
        found.append(f"the tag is {tag}, and the version {version}")
    return found


if __name__ == "__main__":
    if lines := problems(Path.cwd(), os.environ.get("TAG", "")):
        sys.exit("\n".join(lines))
