"""The small programs that the prose pages show print what was recorded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from programs import FOLDER, excerpt, printed, recorded, shown

PROGRAMS = sorted(FOLDER.glob("*.py"))
PAGES = Path(__file__).parents[2] / "docs"
START = (PAGES / "start.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("program", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_it_prints_what_was_recorded(program: Path) -> None:
    assert printed(program) == recorded(program)


@pytest.mark.parametrize("name", re.findall(r"{snippet} (\w+)", START))
def test_what_is_copied_from_the_start_page_runs(name: str, tmp_path: Path) -> None:
    program, copied = FOLDER / f"{name}.py", tmp_path / "first.py"
    copied.write_text(shown(program), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, copied], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert done.stdout == recorded(program)


def test_there_is_no_recording_without_a_program() -> None:
    records = {path.stem for path in FOLDER.glob("*.txt")}
    assert records <= {path.stem for path in PROGRAMS}


def test_every_program_is_shown_somewhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in PAGES.glob("*.md"))
    assert set(re.findall(r"\{snippet\} (\w+)", text)) == {p.stem for p in PROGRAMS}


def test_only_what_is_between_the_markers_is_shown(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("a\n# show\nb\n# end\nc\n# show part\nd\n# end\n", "utf-8")
    assert shown(program) == "b"
    assert shown(program, "part") == "d"


@pytest.mark.parametrize("text", ["a\n# end\n", "# end\n# show\na\n"])
def test_a_missing_marker_is_an_error(text: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"program\.py has no line '# (show|end)'"):
        shown(program)


def test_an_excerpt_ends_before_a_line_and_has_no_marks(tmp_path: Path) -> None:
    program = tmp_path / "main.go"
    program.write_text("a\nfunc b() { // [1:2]\n}\n\nfunc c() {\n", "utf-8")
    assert excerpt(program, "func b", "func c") == "func b() {\n}"
    assert excerpt(program, "func c") == "func c() {"
    for begin, before in ("func d", ""), ("func b", "func a"), ("func b", "func b"):
        with pytest.raises(ValueError, match="has no line that begins with"):
            excerpt(program, begin, before)


def test_hand_typed_code_is_a_line_at_most() -> None:
    """All else comes from files that are run."""
    for path in PAGES.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for language, code in re.findall(
            r"^```(python|go)\n(.*?)^```", text, re.DOTALL | re.MULTILINE
        ):
            assert code.count("\n") == 1, f"{path.name}: {language}:\n{code}"
