"""Which unit comes into service with which phase, and which one goes.

The units of a group that no phase brings are the first; those of phases follow by planned date, phases of one
date as in the file. On every input of a `split` group it is the same. A phase retires the first units that
are there by then.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Mapping, Sequence

from dcsim.scenario.model import Brought, Group, ScenarioModel, TakesPower, Tenant

Moves = Sequence[tuple[str, Brought | None, Brought | None]]
"""By phase, in order: what it brings of a group and what it retires, None for nothing."""


class TooMany(Exception):
    """A phase brings or retires more units than there are.

    `retires` says which, `asked` how many there should have been, `left` how many there are.
    """

    def __init__(self, phase: str, bus: str | None, retires: bool, asked: int, left: int) -> None:
        self.phase, self.bus, self.retires, self.asked, self.left = phase, bus, retires, asked, left


Comings = tuple[tuple[str | None, str | None], ...]
"""By unit number: the phase that brings it, None from the start, and the one that retires it, None never."""


def comings(model: ScenarioModel) -> Mapping[str, Comings]:
    """For every group, hall and load that phases bring or retire, by unit: the phases it comes and goes with.

    Halls, loads and feeds have one unit. Those of a `split` group are numbered through its inputs in order.
    """
    groups = {**model.groups(), **model.halls, **model.loads}
    named = {name for phase in model.phases.values() for name in (*phase.brings, *phase.retires)}
    order = sorted(model.phases, key=lambda name: model.phases[name].ready)  # stable: then as in the file
    found = {}
    for name in (name for name in groups if name in named):
        moves = [(p, model.phases[p].brings.get(name), model.phases[p].retires.get(name)) for p in order]
        found[name] = assigned(_by_input(groups[name]), moves)
    return found


def assigned(by_input: Mapping[str | None, int], moves: Moves) -> Comings:
    """Phases by unit, of a group with so many units on each input. Raises TooMany."""
    pool = dict(by_input)
    brought: dict[str | None, list[str]] = {bus: [] for bus in by_input}
    for phase, units, _ in moves:
        for bus, count in _spread(units, pool, phase, retires=False).items():
            pool[bus] -= count
            brought[bus] += [phase] * count
    numbered = {bus: [*[None] * pool[bus], *brought[bus]] for bus in by_input}
    gone: dict[str | None, list[str | None]] = {bus: [None] * len(units) for bus, units in numbered.items()}
    present = {bus: deque(range(pool[bus])) for bus in by_input}
    coming = dict(pool)  # the number of the next unit to come
    for phase, units, retired in moves:
        there = {bus: len(queue) for bus, queue in present.items()}
        for bus, count in _spread(retired, there, phase, retires=True).items():
            for _ in range(count):
                gone[bus][present[bus].popleft()] = phase
        for bus in by_input if units is not None else ():
            count = brought[bus].count(phase)
            present[bus].extend(range(coming[bus], coming[bus] + count))
            coming[bus] += count
    return tuple(pair for bus in by_input for pair in zip(numbered[bus], gone[bus], strict=True))


def _spread(
    units: Brought | None, there: Mapping[str | None, int], phase: str, *, retires: bool
) -> dict[str | None, int]:
    """How many units of each input are meant; a number alone takes them where most are left."""
    if units is None:
        return {}
    total = sum(there.values())
    if units == "all":
        if total == 0:
            raise TooMany(phase, None, retires, 1, 0)
        return dict(there)
    if isinstance(units, Mapping):
        for bus, count in units.items():
            if count > there.get(bus, 0):
                raise TooMany(phase, bus, retires, count, there.get(bus, 0))
        return {bus: units.get(bus or "", 0) for bus in there}
    assert isinstance(units, int)
    if units > total:
        raise TooMany(phase, None, retires, units, total)
    left, found = dict(there), dict.fromkeys(there, 0)
    for _ in range(units):
        most = max(left, key=lambda one: left[one])  # the first of equals
        left[most] -= 1
        found[most] += 1
    return found


def _by_input(group: object) -> dict[str | None, int]:
    if isinstance(group, TakesPower) and group.split:
        by_bus: dict[str | None, int] = {}
        by_bus.update(group.split)
        return by_bus
    return {None: group.count if isinstance(group, Group) else 1}


def fullest(model: ScenarioModel) -> ScenarioModel:
    """The site with those contracts only that run when most is contracted in their hall, by plan.

    The others ask for nothing. A site of which no contract ends is the same as before.
    """
    if all(tenant.until is None for tenant in model.tenants.values()):
        return model
    tenants = dict(model.tenants)
    for hall in model.halls:
        there = model.tenants_of(hall)
        spans = {name: (_begin(model, one), one.until or dt.date.max) for name, one in there.items()}
        totals = {
            day: sum(there[name].contracted_mw for name, (begin, end) in spans.items() if begin <= day < end)
            for day, _ in spans.values()
        }
        most = max(sorted(totals), key=totals.__getitem__, default=dt.date.min)
        gone = {
            name: there[name].model_copy(update={"contracted_mw": 0.0})
            for name, (begin, end) in spans.items()
            if not begin <= most < end
        }
        tenants.update(gone)
    return model.model_copy(update={"tenants": tenants})


def _begin(model: ScenarioModel, tenant: Tenant) -> dt.date:
    """The day a contract begins, by plan."""
    phase = model.phase_that_brings(tenant.hall)
    opening = model.phases[phase].ready if phase is not None else dt.date.min
    return max(tenant.from_, opening) if isinstance(tenant.from_, dt.date) else opening
