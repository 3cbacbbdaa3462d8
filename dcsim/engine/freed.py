"""Memory of arrays serves again, block after block.

A block works with some hundred arrays of 0.1 to a few MB. What of them is free the GNU C library gives back
to the system, block after block, and all pages are then mapped and cleared anew: a tenth of the time of a
block. How much it keeps goes by the largest array it has seen freed, up to 32 MB (mallopt(3), on
M_MMAP_THRESHOLD and M_TRIM_THRESHOLD). Other libraries are not impressed, and nothing is harmed.
"""

from __future__ import annotations

import numpy as np

LARGEST_BYTES = 16_000_000
"""Arrays up to this size serve again; twice as much of what is free may stay with the process."""


def keep_freed() -> None:
    """From now on, in this process and all that are forked off it; no page of the array is ever touched."""
    np.empty(LARGEST_BYTES, np.uint8)
