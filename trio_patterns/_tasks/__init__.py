"""What can be known of a task from outside; the ground of `testing` and `timeline`.

- ``trio_names.py``: every private name of Trio's, and which tool needs it.
- ``waits.py``: what a parked task waits for, and who holds that.
- ``places.py``: where in the user's code a task is.
- ``tree.py``: all the tasks of a run, parents first.
- ``task_names.py``: short names for tasks, and how homonyms are told apart.

Both packages may import from here whatever has no underscore. Nothing here is a public
interface of `trio_patterns`.
"""
