"""The workshop: exercises to be solved in one's own editor, and a coach that watches.

- `exercises` finds them: a folder `exercise` beside a pair of the examples.
- `folder` writes them where the learner wants them, and never over anything.
- `judging` has a file of the learner's judged, in a process of its own.
- `bench` is what runs in that process: the learner's program, run by the exercise's
  ``check.py`` in many task orders, cancelled at each of its steps, on a clock that
  jumps. `surroundings` are what the program prints on, `explain` has the words for its
  errors, and `limits` sees to it that all comes to an end, whatever the program does.
- `learn` is the command line over all this.
"""
