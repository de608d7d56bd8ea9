"""The pages of the exercises: the task, the program to mend, hints, and a solution.

The buttons are hidden until the live pages' script finds them: without scripts, or
without what they load, a page tells how to solve it in one's own editor.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import live
from code_blocks import framed_code
from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.util.docutils import ReferenceRole, SphinxDirective
from sphinx.util.nodes import make_id

from trio_patterns.workshop.exercises import Exercise, ExerciseError, exercises, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "exercises"

_BUTTONS = """\
<div class="live-bar" role="group" aria-label="Your program" hidden>
<button type="button" class="live-run" data-do="check"\
 title="Ctrl-Enter in the editor">Check</button>
<button type="button" data-do="run">Run</button>
<button type="button" data-do="edit">Edit</button>
<button type="button" data-do="reset" hidden>Reset</button>
%s<span class="live-note" role="status"></span>
</div>
<div class="exercise-said"></div>
"""
_REAL_TIME = '<label><input type="checkbox"> in real time</label>\n'


def source(exercise: Exercise) -> str:
    """Write the source of an exercise's page."""
    return f"""\
---
hide-toc: true
---
# {exercise.number}. {exercise.title}

```{{exercise}} {exercise.name}
```
"""


class ExercisePage(SphinxDirective):
    """``{exercise} NAME``: all that is below the title of an exercise's page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        exercise = find(self.arguments[0])
        self.env.note_dependency(__file__)
        for path in exercise.construct.folder.rglob("*"):
            if path.suffix in (".toml", ".md", ".go", ".py", ".txt"):
                self.env.note_dependency(str(path))
        return [
            *self._task(exercise),
            self._section("Your program", self._program(exercise)),
            self._section("Stuck?", self._help(exercise)),
        ]

    def _task(self, exercise: Exercise) -> list[nodes.Node]:
        _, _, text = exercise.page.partition("\n\n")  # the title is above
        task = self._text(text)
        original = Path(exercise.name, exercise.go)
        for node in task:
            for code in list(node.findall(nodes.literal_block)):
                if code.get("language") == "go":
                    code.replace_self(framed_code(code.astext(), "go", original))
        return [
            framed_code(node.astext(), "go", original)
            if isinstance(node, nodes.literal_block) and node.get("language") == "go"
            else node
            for node in task
        ]

    def _program(self, exercise: Exercise) -> list[nodes.Node]:
        about = escape(json.dumps(live.exercise(exercise), ensure_ascii=False))
        clock = _REAL_TIME if exercise.construct.clock == "virtual" else ""
        return [
            nodes.raw("", f'<div data-exercise="{about}">', format="html"),
            framed_code(exercise.start.rstrip("\n"), "python", Path(exercise.file)),
            nodes.raw("", f"{_BUTTONS % clock}</div>", format="html"),
            *self._text(
                "In your own editor: `trio-patterns learn start DIR` writes this and "
                f"the other exercises, and `trio-patterns learn check {exercise.name}` "
                "checks it. [The workshop](/workshop.md) says more."
            ),
        ]

    def _help(self, exercise: Exercise) -> list[nodes.Node]:
        parts: list[nodes.Node] = []
        for number, hint in enumerate(exercise.hints, start=1):
            parts += _folded(f"Hint {number}", self._text(hint))
        path = Path(exercise.name, exercise.solution)
        code = framed_code(exercise.solution_text.rstrip("\n"), "python", path)
        parts += _folded("A program that passes", [code])
        links = "\n".join(
            f"- {{construct}}`{name}`" for name in (exercise.name, *exercise.read)
        )
        return [*parts, *self._text(f"Read next:\n\n{links}")]

    def _text(self, text: str) -> list[nodes.Node]:
        container = nodes.container()
        lines = StringList(text.splitlines(), self.get_location())
        self.state.nested_parse(lines, self.content_offset, container)
        return container.children

    def _section(self, title: str, content: Sequence[nodes.Node]) -> nodes.section:
        section = nodes.section("", nodes.title(title, title), *content)
        section["names"].append(nodes.fully_normalize_name(title))
        section["ids"].append(make_id(self.env, self.state.document, "", title))
        return section


def _folded(summary: str, content: Sequence[nodes.Node]) -> list[nodes.Node]:
    begin = f'<details class="help"><summary>{summary}</summary>'
    return [
        nodes.raw("", begin, format="html", says=summary),  # to a Markdown copy
        *content,
        nodes.raw("", "</details>", format="html"),
    ]


class ExerciseRole(ReferenceRole):
    """``{exercise}`hedged` ``: a link to the page of that exercise, with its number."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            exercise = find(self.target)
        except ExerciseError as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [
                message
            ]
        text = f"{exercise.number}, {exercise.title}"
        return [link_to(self.env, exercise, text)], []


class ExerciseList(SphinxDirective):
    """``{exercises}``: all of them, in the order of the course, each with its task.

    The reader's browser shows beside each whether it is done.
    """

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(__file__)
        items = nodes.enumerated_list(enumtype="arabic", classes=["exercises"])
        for exercise in exercises():
            self.env.note_dependency(str(exercise.folder / "exercise.toml"))
            mark = f'<span data-mark-of="{exercise.name}"></span>'
            items += nodes.list_item(
                "",
                nodes.paragraph(
                    "",
                    "",
                    link_to(self.env, exercise, exercise.title),
                    nodes.Text(f". {exercise.task}. "),
                    nodes.raw("", mark, format="html"),
                ),
            )
        toctree = "\n".join(f"/{FOLDER}/{exercise.name}" for exercise in exercises())
        hidden = nodes.container()
        lines = StringList(
            ["```{toctree}", ":hidden:", "", *toctree.split("\n"), "```"]
        )
        self.state.nested_parse(lines, self.content_offset, hidden)
        done = '<p class="exercises-done" role="status" hidden></p>'
        return [*hidden.children, items, nodes.raw("", done, format="html")]


def link_to(env: BuildEnvironment, exercise: Exercise, text: str) -> nodes.Node:
    """A link to the page of an exercise, which is made when the build begins."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", text),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{FOLDER}/{exercise.name}",
        refexplicit=True,
        refwarn=True,
        refdoc=env.docname,
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("exercise", ExercisePage)
    app.add_directive("exercises", ExerciseList)
    app.add_role("exercise", ExerciseRole())
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
