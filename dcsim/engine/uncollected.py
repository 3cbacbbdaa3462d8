"""While a block is simulated the garbage collector rests: it would look at all and find next to nothing.

A core that has run holds nothing any more (see `Core.let_go`), so nearly all it made goes at once. The little
that goes round in circles is found after the block.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the garbage collector rest, and go on afterwards if it was at work before."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
