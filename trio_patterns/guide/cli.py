"""The command line, `trio-patterns`."""

from __future__ import annotations

import difflib
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from rich.console import Console, RenderableType
from rich.progress import track
from rich.text import Text

from trio_patterns import __version__
from trio_patterns.guide import (
    checkers,
    display,
    parity,
    recordings,
    running,
    tracing,
)
from trio_patterns.guide.catalogue import (
    Catalogue,
    CatalogueError,
    Clock,
    Construct,
    Side,
    Step,
    load,
)
from trio_patterns.guide.checkers import CheckersMissingError
from trio_patterns.guide.site import docs
from trio_patterns.guide.toolchain import (
    GoBuildError,
    GoMissingError,
    Toolchain,
    find_go,
)
from trio_patterns.workshop.learn import learn

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from trio_patterns.guide.outcome import Outcome

console: Console = Console(highlight=False)


class SuggestingGroup(click.Group):
    """A group of commands that names the nearest one to a mistyped name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or fail with the name that is near."""
        name = args[0]
        if self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f"did you mean {near[0]}?" if near else "--help lists them"
            ctx.fail(f"there is no command {name!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=SuggestingGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="trio-patterns %(version)s")
def app() -> None:
    r"""Go's concurrency constructs beside their structured twins on Trio.

    \b
    Start with a walk through all of them:
        trio-patterns tour --fast
    or look for what you know from Go, or from Trio:
        trio-patterns list errgroup
        trio-patterns show errgroup
        trio-patterns run errgroup
        trio-patterns compare errgroup
        trio-patterns trace errgroup

    NAME is a construct's name or its row: hedged, or E9. A construct may have more
    than one pair of programs; they are shown and run in the order of their story.
    """


app.add_command(learn)
app.add_command(docs)

_name_argument = click.argument("name")
_fast_option = click.option(
    "--fast", is_flag=True, help="A virtual clock where the pair allows it: no waiting."
)


@app.command("list")
@click.argument("text", default="")
def list_(text: str) -> None:
    """List the constructs by chapter, or those that mention TEXT.

    TEXT is a Go name (sync.Once, chan<-, select), a Trio name (open_nursery), or any
    word of a title.
    """
    catalogue = load()
    found = [c for c in catalogue.constructs if c.mentions(text)]
    if not found:
        catalogue.find(text)  # says which names are near
    console.print(display.constructs(catalogue, found))


@app.command()
@_name_argument
def show(name: str) -> None:
    """Show a construct's programs, Go and Trio side by side."""
    catalogue = load()
    construct = catalogue.find(name)
    console.print(display.introduction(construct))
    for step in construct.steps:
        _head(construct, step)
        _print_text(display.programs(console, construct, step))
    if related := catalogue.related(construct):
        console.print(display.related(related))


@app.command()
@_name_argument
@click.option("--go", is_flag=True, help="Run the Go original instead.")
@_fast_option
def run(name: str, go: bool, fast: bool) -> None:
    """Run a construct's Trio programs, in real time."""
    construct = load().find(name)
    clock: Clock = "virtual" if fast and construct.clock == "virtual" else "real"
    with _toolchain_if(go) as toolchain:
        status = 0
        for step, side in _sides(construct, "go" if go else "python"):
            _head(construct, step)
            if not go and _skipped(construct, step):
                status = 2
                continue
            if clock == "virtual" or side.judge != "run":
                outcome = _outcome(construct, step, side, toolchain)
                console.print(display.output(side, outcome))
                status = outcome.exit
            else:
                if step.wrong:
                    console.print(side.title, style=display.style_of(side))
                command = running.command(construct, side, clock, toolchain)
                status = running.play(construct, command, step, side)
    sys.exit(status)


@app.command()
@click.argument("name", default="")
@click.option("--all", "every", is_flag=True, help="All of them.")
def compare(name: str, every: bool) -> None:
    """Run both sides and compare; the exit status is 1 if they differ.

    On virtual clocks: lines and times must agree to the digit.
    """
    if every == bool(name):
        raise click.UsageError("give the name of a construct, or --all")
    catalogue = load()
    chosen = catalogue.constructs if every else (catalogue.find(name),)
    differing = skipped = 0
    with _toolchain_or_recordings() as toolchain:
        for construct in chosen:
            for step in construct.steps:
                if _skipped(construct, step):
                    skipped += 1
                    continue
                outcomes = _outcomes(construct, step, toolchain)
                differences = parity.compare(construct, step, *outcomes)
                if not every:
                    _show_outcomes(step, outcomes)
                _say_verdict(construct, step, differences)
                differing += bool(differences)
    if every:
        pairs = sum(len(construct.steps) for construct in chosen)
        good = pairs - differing - skipped
        console.print(f"{good} of {pairs} pairs are as they should be")
    sys.exit(1 if differing else 0)


@app.command()
@_fast_option
def tour(fast: bool) -> None:
    """Walk through all constructs: each introduced, shown, run and compared."""
    catalogue = load()
    differing = 0
    with _toolchain_or_recordings() as toolchain:
        for number, construct in enumerate(catalogue.constructs, start=1):
            progress = f"{number}/{len(catalogue.constructs)}"
            console.print()
            console.print(display.introduction(construct, progress))
            for step in construct.steps:
                _head(construct, step)
                _print_text(display.programs(console, construct, step))
                if _skipped(construct, step):
                    continue
                if not fast:
                    _play_all(construct, step, toolchain)
                outcomes = _outcomes(construct, step, toolchain)
                if fast:
                    _show_outcomes(step, outcomes)
                differences = parity.compare(construct, step, *outcomes)
                _say_verdict(construct, step, differences)
                differing += bool(differences)
    console.print()
    console.print(f"That was all of it: {len(catalogue.constructs)} constructs.")
    console.print("trio-patterns show, run and compare take one of them by its name.")
    sys.exit(1 if differing else 0)


@app.command()
@click.argument("name", default="")
def record(name: str) -> None:
    """Record what the Go originals print, for machines without Go.

    Without a NAME, all of them. The recordings stand beside the programs. What the type
    checkers say of a Trio program that they must refuse is recorded too.
    """
    catalogue = load()
    chosen = (catalogue.find(name),) if name else catalogue.constructs
    with _toolchain_if(True) as toolchain:
        assert toolchain is not None
        for construct in track(chosen, "recording", console=console, transient=True):
            for step, side in _sides(construct, "go"):
                outcome = _outcome(construct, step, side, toolchain)
                recordings.write(construct, side, outcome, toolchain.version)
            for _, side in _sides(construct, "python"):
                if side.judge == "types":
                    version = checkers.find()
                    outcome = checkers.judge(construct, side.program, toolchain.output)
                    recordings.write(construct, side, outcome, version)
            if toolchain.can_race:
                _record_races(construct, toolchain)
    console.print(f"recorded with {toolchain.version}")


@app.command()
@click.argument("name", default="")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Draw into this file: .svg, .html, or .json for Perfetto.",
)
@click.option("--step", "number", type=int, default=1, help="Which of its programs.")
@click.option(
    "--all", "every", is_flag=True, help="All that run on the virtual clock, as SVG."
)
def trace(name: str, output: Path | None, number: int, every: bool) -> None:
    """Draw what the tasks of a construct's Trio program do, and when.

    Without -o in text. On a virtual clock, unless the program waits for threads or the
    like. With --all, -o is a folder, and without a NAME all constructs are drawn.
    """
    if not (name or every):
        raise click.UsageError("give the name of a construct, or --all")
    catalogue = load()
    if every:
        if output is None:
            raise click.UsageError("--all needs -o and a folder")
        _draw_all((catalogue.find(name),) if name else catalogue.constructs, output)
        return
    construct = catalogue.find(name)
    count = len(construct.steps)
    if not 1 <= number <= count:
        steps = "one step" if count == 1 else f"the steps 1 to {count}"
        raise click.UsageError(f"{construct.name} has {steps}, and no step {number}")
    step = construct.steps[number - 1]
    if not step.trio:
        raise click.UsageError(
            f"step {number} of {construct.name} has no Trio program that runs"
        )
    if _skipped(construct, step):
        sys.exit(2)
    if output is None:
        # Piped, it is as wide as a page.
        width = max(console.width, 40) if console.is_terminal else 100
        click.echo(tracing.text(construct, step, width), nl=False)
    else:
        tracing.save(construct, step, output)
        click.echo(f"{output}: {tracing.title(construct, step)}")


def run_app() -> None:
    """Run the command line as a whole: an error is one line, with its exit status."""
    try:
        status = app(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as help_:
        click.echo(help_.format_message())
        status = 2
    except click.ClickException as error:
        sys.stderr.write(f"trio-patterns: {error.format_message()}\n")
        status = error.exit_code
    except (
        CatalogueError,
        CheckersMissingError,
        GoMissingError,
        GoBuildError,
        tracing.TraceError,
    ) as error:
        sys.stderr.write(f"trio-patterns: {error}\n")
        status = 2
    except (KeyboardInterrupt, click.Abort):
        status = 130
    sys.exit(status)


def _print_text(renderable: RenderableType) -> None:
    """Print lines as they are, however long; panels still fit the terminal."""
    console.print(renderable, soft_wrap=True)


def _draw_all(constructs: Sequence[Construct], folder: Path) -> None:
    """Draw every program of them into the folder, and take out what is not drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = 0
    for construct in track(constructs, "drawing", console=console, transient=True):
        for name, step in tracing.pictures(construct).items():
            if _skipped(construct, step):
                continue
            if tracing.save_in_virtual_time(construct, step, folder / name):
                drawn += 1
            else:
                (folder / name).unlink(missing_ok=True)
                console.print(f"{name}: none, it needs the real clock")
    names = {name for c in load().constructs for name in tracing.pictures(c)}
    for path in folder.glob("*.svg"):
        if path.name not in names:
            path.unlink()
            console.print(f"{path.name}: removed, there is no such program")
    console.print(f"{drawn} pictures drawn into {folder}")


def _head(construct: Construct, step: Step) -> None:
    if step.title:
        number = construct.steps.index(step) + 1
        console.print(f"\n{number}. {step.title}", style="bold", markup=False)


def _sides(
    construct: Construct, language: Literal["go", "python"]
) -> Iterator[tuple[Step, Side]]:
    """The programs in one language in the order of the story, each once."""
    seen: set[tuple[str, str]] = set()
    for step in construct.steps:
        for side in step.sides:
            key = side.program, side.judge
            if side.language == language and key not in seen:
                seen.add(key)
                yield step, side


def _show_outcomes(step: Step, outcomes: list[Outcome]) -> None:
    for side, outcome in zip(step.sides, outcomes, strict=True):
        console.print(display.output(side, outcome))


def _say_verdict(construct: Construct, step: Step, differences: list[str]) -> None:
    _print_text(display.verdict(construct, step, differences))


def _skipped(construct: Construct, step: Step) -> bool:
    """Tell whether the pair lacks a library here, and say so."""
    missing = running.missing(step)
    if missing:
        _print_text(display.skipped(construct, step, missing))
    return bool(missing)


def _outcomes(
    construct: Construct, step: Step, toolchain: Toolchain | None
) -> list[Outcome]:
    return [_outcome(construct, step, side, toolchain) for side in step.sides]


def _outcome(
    construct: Construct, step: Step, side: Side, toolchain: Toolchain | None
) -> Outcome:
    """Run one side, or have it judged; where Go or the checkers lack, read of it."""
    if side.judge == "types" or (side.language == "go" and toolchain is None):
        outcome, _ = recordings.read(construct, side.program, side.judge)
        return outcome
    if side.judge != "run":
        assert toolchain is not None
        return toolchain.judge(construct.name, side.program, side.judge)
    command = running.command(construct, side, construct.clock, toolchain)
    return running.run(construct, command, construct.clock, step, side)


def _record_races(construct: Construct, toolchain: Toolchain) -> None:
    for program in dict.fromkeys(step.go for step in construct.steps if step.race):
        command = toolchain.program(construct.name, program, "race")
        outcome = running.run(construct, command, "real")
        recordings.write_race(construct, program, outcome, toolchain.version)


def _play_all(construct: Construct, step: Step, toolchain: Toolchain | None) -> None:
    for side in step.sides:
        if side.judge != "run":
            outcome = _outcome(construct, step, side, toolchain)
            console.print(display.output(side, outcome))
        elif side.language == "python" or toolchain is not None:
            console.print(side.title, style=display.style_of(side))
            command = running.command(construct, side, "real", toolchain)
            running.play(construct, command, step, side)


@contextmanager
def _toolchain_or_recordings() -> Generator[Toolchain | None, None, None]:
    """The Go toolchain; without one, say so: the recorded outputs are used."""
    catalogue = load()
    try:
        with _toolchain(catalogue) as toolchain:
            console.print(f"Go is {toolchain.version}, at {toolchain.go}", style="dim")
            yield toolchain
    except GoMissingError as missing:
        told = f"{missing}. Until then the Go side is what was recorded."
        _print_text(Text(told, style="yellow"))
        yield None


@contextmanager
def _toolchain_if(wanted: bool) -> Generator[Toolchain | None, None, None]:
    if wanted:
        with _toolchain(load()) as toolchain:
            yield toolchain
    else:
        yield None


@contextmanager
def _toolchain(catalogue: Catalogue) -> Generator[Toolchain, None, None]:
    with tempfile.TemporaryDirectory(prefix="trio-patterns-") as folder:
        yield find_go(catalogue.root, Path(folder))
