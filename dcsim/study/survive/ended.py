"""What ended survival, in words, from the trace of a replication."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dcsim.records import Event

NOTHING_FAILED = "nothing stands in for the grid"
# What a trace calls what happened, and what undoes it.
_ROOTS = {
    "failed": "failed",
    "failed-unseen": "failed unseen",
    "replaced": "replaced with its assembly",
    "found-failed": "found to have failed before",
    "in-maintenance": "in maintenance",
    "failed-to-start": "failed to start",
    "failed-running": "failed while running",
    "failed-to-transfer": "failed to transfer",
    "out-of-fuel": "out of fuel",
    "day-tank-empty": "day tank empty",
    "out-of-water": "out of water",
}
_ENDS = {
    "trip": "tripped on overload",
    "buffer-empty": "buffer empty",
    "too-hot": "too hot",
    "store-empty": "battery empty",
}
_UNDONE = {
    "repaired": ("failed", "failed-unseen", "replaced", "found-failed", "failed-to-start", "failed-running"),
    "maintained": ("in-maintenance",),
    "freed": ("failed-to-transfer",),
    "refuelled": ("out-of-fuel", "day-tank-empty"),
    "refilled": ("out-of-water",),
    "filling": ("buffer-empty",),
    "reset": ("trip",),
    "cool": ("too-hot",),
    "charging": ("store-empty",),
}


def what_ended_it(events: Iterable[Event], beyond_grid: Collection[str] = ()) -> str:
    """What ran out or failed and so ended survival, in words, from the trace until then.

    It is the latest failure, dry tank or interruption `beyond_grid` that is not undone when the outage
    begins; where there is none, what tripped, got too hot or was used up; where there is not even that,
    nothing stood in for the grid.
    """
    present: dict[tuple[str, int, str], None] = {}
    for event in events:
        if event.kind in _ROOTS or event.kind in _ENDS or event.name in beyond_grid:
            present[event.name, event.unit, event.kind] = None
        for kind in _UNDONE.get(event.kind, ()):
            present.pop((event.name, event.unit, kind), None)
    roots = [(name, kind) for name, _, kind in present if kind not in _ENDS]
    if roots:
        name, kind = roots[-1]
        return f"{name}: {_ROOTS.get(kind, kind)}"
    ends = [(name, kind) for wanted in _ENDS for name, _, kind in present if kind == wanted]
    return f"{ends[0][0]}: {_ENDS[ends[0][1]]}" if ends else NOTHING_FAILED
