"""Which breakers close, of those that wait to: the largest lot that overloads nothing new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcsim.engine.core import Core
    from dcsim.engine.site_state import SiteState

MOST_TO_COMBINE = 5


def lots(core: Core) -> Iterator[tuple[int, ...]]:
    """Lots of the breakers that wait, the largest first; of many only all, all but one, and each alone."""
    waiting: Sequence[int] = sorted(i for i in core.closing if core.opened[i])
    n = len(waiting)
    sizes = range(n, 0, -1) if n <= MOST_TO_COMBINE else sorted({n, n - 1, 1}, reverse=True)
    for size in sizes:
        yield from combinations(waiting, size)


def close_one_lot(core: Core) -> bool:
    """Close the largest lot of what may close that overloads nothing new; whether there was any."""
    if len(core.closing) == 1:  # as good as always
        (node,) = core.closing
        if not (core.opened[node] and core.cast.records.closable(core.key, (node,))):
            return False
    for nodes in lots(core):
        if core.cast.records.closable(core.key, nodes):
            close(core, nodes)
            return True
    return False


def close(core: Core, nodes: Sequence[int]) -> None:
    """Close these breakers together."""
    for node in nodes:
        name = core.plant.nodes[node].name
        core.opened[node] = False
        core.key -= core.layout.opened[node]
        core.closing.discard(node)
        core.recorder.note(core, "closed", name)
        core.normalise(name, -1, "tripped")


def closed_if_it_may(core: SiteState, key: int, closing: set[int]) -> int:
    """The key of a state with what may close closed; what does leaves `closing`.

    All together if that overloads nothing, else the first that can alone; where none can, with tenants shed.
    """
    layout, records = core.layout, core.cast.records
    each = [sorted(closing), *([i] for i in sorted(closing))]
    shed: tuple[int, ...] = ()
    nodes = next((lot for lot in each if records.closable(key, lot)), [])
    for lot in each if core.plant.shed_rules and not nodes else ():
        room = records.room_to_close(key, lot)
        if room is not None:
            nodes, shed = lot, room.tenants
            break
    closing.difference_update(nodes)
    return key + sum(layout.shed[tenant] for tenant in shed) - sum(layout.opened[i] for i in nodes)
