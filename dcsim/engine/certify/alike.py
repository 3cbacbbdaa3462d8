"""Cooling machines that may stand for each other in what a rehearsal went through.

Where several machines stop together and restart together, each after its own drawn delay, the supply often
knows only how many of them run. Then it makes no difference whose delay was the shortest, and the certificate
is told by rank: the first to be back, the second. That is proved for each certificate:

- every state it went through has the same supply record whichever of the machines have which of their states;
- nothing else was asked about a state in which they differ;
- they drew the same delays at the same times, and no machine had power for any time while another had none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from dcsim.engine.behaviours.cooling.restart import CoolingRestart
from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.behaviours.interruptions import Interruptions
from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.certify.certificate import Owners
from dcsim.engine.certify.trail import Drawn, Trail, is_same
from dcsim.engine.key import KeyLayout

_MOST = 6
"""Machines that stand for each other: they have 720 orders."""


def exchangeable(
    cast: Cast, trail: Trail, alike: Sequence[Owners], events: Sequence[HistoryEvent]
) -> list[Owners]:
    """Of behaviours that draw alike, those that may stand for each other in this rehearsal."""
    touched = _touched(cast, events)
    found = []
    for several in alike:
        by_draws: dict[Owners, list[CoolingRestart]] = {}
        for owner in several:
            machine = cast.behaviours[owner]
            assert isinstance(machine, CoolingRestart)
            drawn = [one for one in trail.drawn.get(owner, ()) if one.law == machine.restart]
            if drawn and machine.node not in touched:
                _put(by_draws, owner, drawn, trail, cast)
        found += [group for group, machines in by_draws.items() if _proved(cast, trail, machines)]
    return found


def _put(
    groups: dict[Owners, list[CoolingRestart]], owner: int, drawn: Sequence[Drawn], trail: Trail, cast: Cast
) -> None:
    """Put a machine to those with the same draws."""
    machine = cast.behaviours[owner]
    assert isinstance(machine, CoolingRestart)
    for group in list(groups):
        other = [one for one in trail.drawn[group[0]] if one.law == machine.restart]
        same = len(other) == len(drawn) and all(map(_is_same_draw, other, drawn))
        if same and len(group) < _MOST:
            groups[*group, owner] = [*groups.pop(group), machine]
            return
    groups[owner,] = [machine]


def _is_same_draw(one: Drawn, other: Drawn) -> bool:
    return one.draw == other.draw and is_same(one.time, other.time)


def _touched(cast: Cast, events: Sequence[HistoryEvent]) -> set[int]:
    """Nodes of which units are taken out by the stretch itself."""
    nodes: set[int] = set()
    for event in events:
        behaviour = cast.behaviours[event.behaviour]
        if isinstance(behaviour, Failures):
            nodes.add(behaviour.node_of_unit[event.unit])
        elif isinstance(behaviour, Interruptions):
            nodes.update(behaviour.targets_of(event.unit).nodes)
    return nodes


def _proved(cast: Cast, trail: Trail, machines: Sequence[CoolingRestart]) -> bool:
    if len(machines) < 2:
        return False
    for record in trail.lasting:
        if len({record.powered[machine.number] for machine in machines}) > 1:
            return False
    records = cast.records
    for key in trail.states | trail.asked:
        exchanged = list(_exchanged(records.layout, key, machines))
        if not exchanged:
            continue
        record = records.by_key.get(key) or records.judge(key)
        if key in trail.asked or not all(record.powered[machine.number] for machine in machines):
            return False
        if any((records.by_key.get(other) or records.judge(other)) is not record for other in exchanged):
            return False
    return True


def _exchanged(layout: KeyLayout, key: int, machines: Sequence[CoolingRestart]) -> Iterator[int]:
    """The key with the machines' states exchanged in every way that makes a difference."""
    states = [(layout.units_in(key, one.node), key // layout.running[one.number] & 1) for one in machines]
    for other in set(permutations(states)):
        if other != tuple(states):
            yield key + sum(
                (units - was_units) * layout.units[one.node] + (runs - ran) * layout.running[one.number]
                for one, (units, runs), (was_units, ran) in zip(machines, other, states, strict=True)
            )
