"""The command `record-go`, which writes the golden files."""

from __future__ import annotations

import click
from rich.progress import track

from trio_patterns.cli.display import console
from trio_patterns.guide import checkers, golden, running
from trio_patterns.guide.catalogue import Construct, load
from trio_patterns.guide.outcomes import output_of
from trio_patterns.guide.toolchain import Toolchain, temporary_toolchain


@click.command()
@click.argument("name", default="")
def record_go(name: str) -> None:
    """Record what the Go originals print, for machines without Go.

    Without a NAME, all of them. The recordings stand beside the programs. What the type
    checkers say of a Trio program that they must refuse is recorded too.
    """
    catalogue = load()
    chosen = (catalogue.find(name),) if name else catalogue.constructs
    with temporary_toolchain(catalogue.root) as toolchain:
        for construct in track(chosen, "recording", console=console, transient=True):
            _record(construct, toolchain)
    console.print(f"recorded with {toolchain.version}")


def _record(construct: Construct, toolchain: Toolchain) -> None:
    for pair, side in construct.programs("go"):
        output = output_of(construct, pair, side, toolchain)
        golden.write(construct, side, output, toolchain.version)
    for _, side in construct.programs("python"):
        if side.judge == "types":
            versions = checkers.versions()
            scratch = toolchain.output
            output = checkers.check_types(construct, side.program, scratch)
            golden.write(construct, side, output, versions)
    if toolchain.can_race:
        for program in dict.fromkeys(pair.go for pair in construct.pairs if pair.race):
            command = toolchain.program(construct.name, program, "race")
            output = running.run(construct, command, "real")
            golden.write_race(construct, program, output, toolchain.version)
