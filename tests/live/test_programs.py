"""Every program that has Run, run as by its page, and held to the rule of its pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live import built
from tests.live.programs import (
    CASES,
    differences,
    job,
    output,
    printed,
    run,
    runs_here,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.programs import Result

built.parts()


@pytest.fixture(scope="module")
def results(
    node: str, parts: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Result]:
    """The results of all programs, by their names; they run in one Node."""
    jobs = {
        side["program"]: job(case.about, side)
        for case in CASES.values()
        for side in case.about["sides"]
        if runs_here(side)
    }
    done = run(node, parts, [*jobs.values()], tmp_path_factory.mktemp("parts"))
    return dict(zip(jobs, done, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_what_has_run_holds_the_rule_of_its_pair(
    results: dict[str, Result], name: str
) -> None:
    construct, pair, about = CASES[name]
    live_sides = [each for each in about["sides"] if runs_here(each)]
    if not live_sides:
        assert all(side.judge != "run" or side.lacks_in_browser for side in pair.sides)
        return
    outputs = {
        each["program"]: output(said, construct)
        for each in about["sides"]
        if (said := each.get("recorded") or printed(results.get(each["program"])))
    }
    assert differences(construct, pair, outputs) == []
