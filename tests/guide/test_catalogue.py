from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide.catalogue import CHAPTERS, CatalogueError, load
from trio_patterns.guide.search import mentions

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
row = "E3"
title = "A title"
question = "A question?"
lesson = "A lesson."
go_names = ["sync.Once"]
trio_names = ["trio.Lock"]

[[step]]
go = "main.go"
trio = "main.py"
compare = "lines"
seconds = 0.1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "examples" / "sample"
    folder.mkdir(parents=True)
    (folder / "main.go").touch()
    (folder / "main.py").touch()
    return folder


def write(folder: Path, text: str) -> Path:
    (folder / "construct.toml").write_text(text, encoding="utf-8")
    return folder.parent


def test_a_folder_is_a_construct(folder: Path) -> None:
    (construct,) = load(write(folder, GOOD)).constructs
    assert construct.name == "sample"
    assert construct.chapter == CHAPTERS["E"].title
    assert construct.clock == "virtual"
    assert construct.module("main.py") == "sample.main"
    assert construct.module("kept.py") == "sample.kept"
    assert [pair.seconds for pair in construct.pairs] == [0.1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('row = "E3"', 'row = "X3"', "row = 'X3' names no chapter"),
        ('row = "E3"', 'row = "E"', "row = 'E' names no chapter"),
        ('row = "E3"', "", "row"),
        ('row = "E3"', 'row = "E3"\nclock = "fast"', "clock = 'fast'"),
        ('title = "A title"', 'titel = "A title"', "titel: no such key of Construct"),
        ("seconds = 0.1", "secs = 0.1", "secs: no such key of Pair"),
        ('"main.go"', '"other.go"', "there is no file 'other.go'"),
        ('row = "E3"', 'row = "E3"\nalso = ["G0"]', "row = 'G0' names no chapter"),
        ('row = "E3"', 'row = "E3"\nsee = ["another"]', "see: no construct another"),
        (
            "seconds = 0.1",
            "go_ends = { exits = 2 }",
            "exits: no such key of ExpectedEnding",
        ),
        ("seconds = 0.1", "signals = [{ at = 1 }]", "at: no such key of Signal"),
        (
            "seconds = 0.1",
            'not_in_browser = { python = "threads" }',
            "python: no such key of NotInBrowser",
        ),
        (
            "seconds = 0.1",
            'not_in_browser = { go = "a disk" }',
            "not_in_browser = 'a disk' is none of threads, processors, sockets",
        ),
        (
            "seconds = 0.1",
            'trio_ends = { exit = 1, judge = "vet" }',
            "judge = 'vet' can't judge 'main.py'",
        ),
        ("seconds = 0.1", 'wrong = "main.py"', "a go or a wrong program"),
        ('go = "main.go"', "", "compare = 'lines' lacks what it needs"),
        ('"lines"', '"letters"', "compare = 'letters' is none of"),
        ('"lines"', '"lines"\nfailing = "badly"', "failing = 'badly' is none of same"),
        ('"lines"', '"groups"', "compare = 'groups' lacks what it needs"),
        ('"lines"', '"check"', "compare = 'check' lacks what it needs"),
        ('"lines"', '"different"', "compare = 'different' lacks what it needs"),
        ('"lines"', '"lines"\nnotes = ["A note."]', "dictionary"),
    ],
)
def test_wrong_metadata_is_named_with_its_file(
    folder: Path, old: str, new: str, message: str
) -> None:
    root = write(folder, GOOD.replace(old, new))
    with pytest.raises(CatalogueError) as error:
        load(root)
    assert str(error.value).startswith(str(folder / "construct.toml"))
    assert message in str(error.value)


def test_a_step_is_told_by_its_sides(folder: Path) -> None:
    (folder / "wrong.py").touch()
    text = GOOD.replace('go = "main.go"', 'wrong = "wrong.py"')
    ((pair,),) = (c.pairs for c in load(write(folder, text)).constructs)
    told = [(side.title, side.program, side.judge) for side in pair.sides]
    assert told == [
        ("Trio, wrong", "wrong.py", "run"),
        ("Trio, mended", "main.py", "run"),
    ]


def test_a_construct_is_found_by_the_other_rows_that_it_shows(folder: Path) -> None:
    also = GOOD.replace('row = "E3"', 'row = "E3"\nalso = ["G2"]')
    catalogue = load(write(folder, also))
    assert catalogue.find("g2").name == "sample"
    assert mentions(catalogue.constructs[0], "g2")


def test_what_to_read_next_is_what_a_construct_names_and_what_names_it(
    folder: Path,
) -> None:
    write(folder, GOOD.replace('row = "E3"', 'row = "E3"\nsee = ["trap", "twin"]'))
    for name, row, see in (("trap", "G1", []), ("twin", "E4", ["trap", "sample"])):
        other = folder.with_name(name)
        other.mkdir()
        for program in ("main.go", "main.py"):
            (other / program).touch()
        write(other, GOOD.replace('row = "E3"', f'row = "{row}"\nsee = {see}'))
    catalogue = load(folder.parent)
    related = {
        name: [each.name for each in catalogue.related(catalogue.find(name))]
        for name in ("sample", "twin", "trap")
    }
    assert related == {
        "sample": ["trap", "twin"],
        "twin": ["trap", "sample"],
        "trap": ["sample", "twin"],
    }


@pytest.mark.parametrize(
    ("name", "hazard"),
    [
        ("hedged", "hedged_traps"),
        ("redundant", "late_answers"),
        ("errgroup", "errgroup_traps"),
        ("once", "once_traps"),
        ("all_at_once", "waitgroup_traps"),
        ("close_by_many", "closed_by_one"),
    ],
)
def test_a_construct_leads_to_its_hazards(name: str, hazard: str) -> None:
    catalogue = load()
    assert catalogue.find(hazard) in catalogue.related(catalogue.find(name))


def test_every_hazard_leads_to_what_it_is_a_hazard_of() -> None:
    catalogue = load()
    alone = {
        construct.name
        for construct in catalogue.constructs
        if construct.place[0] == "G" and not catalogue.related(construct)
    }
    assert alone == set()


def test_constructs_stand_in_the_order_of_the_chapters() -> None:
    rows = [construct.place for construct in load().constructs]
    assert rows == sorted(rows)
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", ["hedged", "E9", "e9", "Hedged"])
def test_find_takes_a_name_or_a_row(name: str) -> None:
    assert load().find(name).name == "hedged"


def test_find_names_the_nearest() -> None:
    with pytest.raises(CatalogueError, match="'hegded'; did you mean hedged or "):
        load().find("hegded")
    with pytest.raises(CatalogueError, match=r"^there is no construct 'zzzzzz'$"):
        load().find("zzzzzz")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("errgroup.WithContext", "errgroup"),
        ("chan<-", "scatter_gather"),
        ("select", "timer_ticker"),
        ("sync.OnceValue", "once"),
        ("semaphore.NewWeighted", "weighted_semaphore"),
        ("move_on_after", "hedged"),
        ("E11", "weighted_semaphore"),
    ],
)
def test_a_construct_is_found_by_go_and_by_trio_names(text: str, name: str) -> None:
    assert name in [c.name for c in load().constructs if mentions(c, text.lower())]
