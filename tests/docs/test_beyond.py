"""The programs of the page on threads, processes and other machines, run for real."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "beyond"

OUTPUTS = {
    "threads": """\
sector 1, thread is threading.main_thread() = False
sector 2, thread is threading.main_thread() = False
the tasks went on: True
""",
    "processes": """\
78498
148933
2 processes; this is another: True
""",
    "cluster": """\
0
1
4
9
16
25
36
49
done elsewhere: True
""",
}


def output(name: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, FOLDER / f"{name}.py", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return done.stdout


def test_threads() -> None:
    assert output("threads") == OUTPUTS["threads"]


@pytest.mark.slow
def test_processes() -> None:
    pytest.importorskip("trio_parallel", reason="pip install 'trio-patterns[examples]'")
    assert output("processes") == OUTPUTS["processes"]


@pytest.mark.slow
def test_a_cluster_of_its_own() -> None:
    pytest.importorskip("distributed", reason="pip install 'trio-patterns[cluster]'")
    assert output("cluster") == OUTPUTS["cluster"]


SCHEDULER = """
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as it:
        print(it.scheduler_address, flush=True)
        input()
"""


@pytest.mark.slow
def test_a_cluster_that_is_there_already(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="pip install 'trio-patterns[cluster]'")
    program = tmp_path / "scheduler.py"
    program.write_text(SCHEDULER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as cluster:
        assert cluster.stdin is not None
        assert cluster.stdout is not None
        try:
            address = cluster.stdout.readline().strip()
            assert address.startswith("tcp://")
            assert output("cluster", address) == OUTPUTS["cluster"]
        finally:
            cluster.stdin.write("\n")
            cluster.stdin.flush()


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_page_shows_what_it_prints(name: str) -> None:
    record = FOLDER / f"{name}.txt"
    assert record.read_text(encoding="utf-8") == OUTPUTS[name]
