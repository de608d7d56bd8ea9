"""The workshop: exercises to be solved in one's own editor, checked on every save.

None of this is public API, except for what the ``check.py`` of an exercise imports
from `harness`. In reading order:

- `exercises`: a folder `exercise` beside a pair of the examples, read and checked.
- `workspace`: the learner's folder; nothing in it is ever overwritten.
- `grader`: grades a learner's file, in a process of its own (`__main__`), which gives
  its answer as a `verdict`.
- `harness`: runs there: the exercise's ``check.py`` tries the learner's `program` in
  many task orders, cancelled at each checkpoint, on a clock that jumps.
- `sandbox`: what the program finds in place of stdout, `time.sleep` and `input`.
- `limits`: ends a program that does not end.
- `explain`: words for its errors.

No module here needs click or rich; `trio_patterns.cli.learn` is the command over it.
"""
