"""The command line, `trio-patterns`: all that needs click and rich, the `cli` extra.

- `commands`: the program as a whole, and the commands that only read: `list`, `show`.
- `run`: the commands that run programs: `run`, `compare`.
- `tour`: a pair of each chapter, or all of them, one after the other.
- `record_go`, `trace`, `learn`, `serve_docs`: a command each.
- `display`: how things look.

It stands above the guide and the workshop; neither knows of it. None of this is public
API: what is promised are the commands.
"""
