"""When a run is looked at: after fixed numbers of blocks, known before it begins."""

from __future__ import annotations

from collections.abc import Iterator


def looks(most: int) -> Iterator[int]:
    """Numbers of blocks after which a run may stop: 1, 2, 3, 4, 6, 8, 12, 16, 24 …, and `most` itself.

    They grow by a third and a half in turn, so that a run is seldom more than a third longer than it must be.
    """
    doubled, more = 1, (2, 3)
    if most > 1:
        yield 1
    while doubled < most:
        for thirds in more:
            blocks = doubled * thirds
            if blocks < most:
                yield blocks
        doubled *= 2
    yield most
