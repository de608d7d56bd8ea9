"""Streams of values between tasks.

`amap`, `merge`, `pipeline`, `broadcast` and `batched`. In Go these are goroutines and
channels: a worker pool, fan-in, a pipeline, fan-out, a batcher.
There, the hard part is to stop. If the reader goes away, every goroutine that sends
waits for ever, unless each of them also watches a ``done`` channel or a context; and if
one of them fails, the others do not know.

Here each is a block, and the block owns the tasks behind it::

    async with amap(fetch, urls, limit=10) as pages:
        async for page in pages:
            ...

- It gives a `trio.MemoryReceiveChannel`. What comes in is a *source*: any iterable,
  async iterable or receive channel, so the channel of another stream, too.
- To leave the block ends the work at once. To close the channel and stay ends it when
  there is the next value to hand over. Neither is an error. Values that were under way
  are dropped.
- An error, be it of a source, of a function or of the block itself, cancels all the
  rest, and all the errors leave in an `ExceptionGroup`, as from a nursery. Values that
  were sent and not yet received are dropped, those in a ``buffer``, too.
- A stream that failed or was cancelled never looks like one that has ended: the reader
  is cancelled, its ``async for`` does not just finish. A reader that is a task outside
  the block, or shielded, gets `trio.ClosedResourceError`. (A ``clone()`` of the channel
  stays its maker's, who closes it. So it sees the end, and should stay in the block.)
- An async generator that is used as a source is closed before the block ends, in the
  task that iterated it. A receive channel stays its owner's, and is not closed.
"""

from __future__ import annotations

from ._sources import Source
from .batching import batched
from .fanning import broadcast, merge
from .mapping import amap
from .piping import Stage, pipeline

__all__ = ["Source", "Stage", "amap", "batched", "broadcast", "merge", "pipeline"]
