"""What a colleague would say of the plan: phases that do nothing, halls before their supply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.model import BusTie, Feed, Gate, Phase, ScenarioModel, Switching, TakesPower
from dcsim.scenario.phasing import comings

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

MOST_LISTED = 5
_START, _NEVER = dt.date.min, dt.date.max


def of_phases(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying of phases, gates and the dates of tenants, all by plan."""
    model = scenario.model
    yield from _idle(scenario)
    if model.phases:
        there = _there_from(model)
        powered = _powered_from(model, there)
        yield from _halls_before_their_supply(scenario, there, powered)
        yield from _works_on_nothing(scenario, there)
    yield from _early_tenants(scenario)
    yield from _patient_without_reason(scenario)
    yield from _factors_of_nothing(scenario)


def _idle(scenario: Scenario) -> Iterator[Finding]:
    model = scenario.model
    waited_for = {name for one in _delayable(model) for name in one.gates}
    idle = [
        name
        for name, phase in model.phases.items()
        if not phase.brings and not phase.retires and name not in waited_for
    ]
    if idle:
        words = "nothing; what no phase brings is there from the start"
        does = "brings and retires" if len(idle) == 1 else "bring and retire"
        cure = "say what it `brings`, or leave it out"
        yield _of(scenario, f"{_listed(idle)} {does} {words}", cure, "phases", idle[0])
    unused = [name for name in model.gates if name not in waited_for]
    if unused:
        cure = "name it in the `gates` of what waits for it, or leave it out"
        yield _of(scenario, f"nothing waits for {_listed(unused)}", cure, "gates", unused[0])


def _delayable(model: ScenarioModel) -> list[Gate | Phase]:
    return [*model.gates.values(), *model.phases.values()]


def _there_from(model: ScenarioModel) -> Mapping[str, dt.date]:
    """By group, hall and load that is not there from the start: the planned day of its first unit."""
    begin = model.horizon.start or _START

    def day(phase: str | None) -> dt.date:
        ready = _START if phase is None else model.phases[phase].ready
        return ready if ready > begin else _START

    return {name: min(day(phase) for phase, _ in units) for name, units in comings(model).items()}


def _powered_from(model: ScenarioModel, there: Mapping[str, dt.date]) -> Mapping[str, dt.date]:
    """By feed and power group, the planned day from which a way leads to it from some source."""
    groups = {**model.grid.feeds, **model.power}
    ties = [group.between for group in model.power.values() if isinstance(group, BusTie)]
    found = dict.fromkeys(groups, _NEVER)
    changed = True
    while changed:  # a day only ever becomes an earlier one, of finitely many
        changed = False
        for name, group in groups.items():
            inputs = [*_inputs(group), *(end for ends in ties if name in ends for end in ends if end != name)]
            if isinstance(group, Feed):
                ways = [max((there.get(one, _START) for one in group.upstream), default=_START)]
            elif group.kind == "genset":
                ways = [_START]
            else:
                ways = [found[one] for one in inputs if one in found]
            day = max(there.get(name, _START), min(ways, default=_NEVER))
            if day < found[name]:
                found[name], changed = day, True
    return found


def _inputs(group: object) -> tuple[str, ...]:
    if isinstance(group, Switching) and group.transfer is not None:
        return group.transfer.from_
    if isinstance(group, TakesPower):
        return (*group.fed_by, *(group.split or ()))
    return ()


def _halls_before_their_supply(
    scenario: Scenario, there: Mapping[str, dt.date], powered: Mapping[str, dt.date]
) -> Iterator[Finding]:
    for name, hall in scenario.model.halls.items():
        ready = there.get(name, _START)
        late = {cord: powered[cord] for cord in hall.cords if powered[cord] > ready}
        if len(late) == len(hall.cords):
            first = min(late.values())
            words = (
                f"hall '{name}' is planned for {_day(ready)}, but none of its cords has power before {first}"
            )
            yield _of(scenario, words, "bring the supply before the hall, or the hall later", "halls", name)
        elif late:
            last = max(late.values())
            words = f"hall '{name}' is planned for {_day(ready)}; {_has(late)} no power before {last}"
            yield _of(scenario, words, "bring both sides before the hall, or the hall later", "halls", name)
        uncooled = {one: there[one] for one in hall.cooled_by if there.get(one, _START) > ready}
        if uncooled:
            last = max(uncooled.values())
            words = f"hall '{name}' is planned for {_day(ready)}; {_is(uncooled)} there only from {last} on"
            yield _of(scenario, words, "bring the cooling before the hall, or the hall later", "halls", name)


def _works_on_nothing(scenario: Scenario, there: Mapping[str, dt.date]) -> Iterator[Finding]:
    for name, phase in scenario.model.phases.items():
        for group in phase.tie_in.groups if phase.tie_in is not None else ():
            if there.get(group, _START) >= phase.ready:
                words = f"'{name}' is tied in at '{group}', which is not there before it"
                yield _of(scenario, words, "name groups that stand before it", "phases", name, "tie_in")


def _early_tenants(scenario: Scenario) -> Iterator[Finding]:
    model = scenario.model
    for name, tenant in model.tenants.items():
        phase = model.phase_that_brings(tenant.hall)
        if phase is None or not isinstance(tenant.from_, dt.date):
            continue
        ready = model.phases[phase].ready
        if tenant.from_ < ready:
            words = (
                f"'{name}' wants to be served from {tenant.from_} on; its hall comes with phase '{phase}', "
                f"planned for {ready}: until then it waits"
            )
            cure = f"'from: opening', or '{phase}' by {tenant.from_}"
            yield _of(scenario, words, cure, "tenants", name, "from")


def _patient_without_reason(scenario: Scenario) -> Iterator[Finding]:
    model = scenario.model
    for name, tenant in model.tenants.items():
        if tenant.leaves is not None and model.phase_that_brings(tenant.hall) is None:
            words = f"'{name}' leaves when its hall is late, but no phase brings '{tenant.hall}'"
            cure = "bring the hall with a phase, or leave it out"
            yield _of(scenario, words, cure, "tenants", name, "leaves")


def _factors_of_nothing(scenario: Scenario) -> Iterator[Finding]:
    model = scenario.model
    can_be_late = any(one.own_lateness[0] > 0 for one in _delayable(model))
    if model.programme.cv > 0 and not can_be_late:
        words = "'programme' varies, but no gate or phase can be late"
        yield _of(scenario, words, "give phases a `delay`, or leave it out", "programme")
    fills = any(tenant.signs or tenant.ramp for tenant in model.tenants.values())
    if model.market.cv > 0 and not fills:
        words = "'market' varies, but no tenant signs later or has a ramp"
        yield _of(scenario, words, "give tenants a `ramp` or `signs`, or leave it out", "market")


def _of(scenario: Scenario, words: str, cure: str, *path: str) -> Finding:
    return Finding(words, ".".join(path), mark_of(scenario, *path), cure=cure)


def _day(day: dt.date) -> str:
    return "the start" if day == _START else str(day)


def _has(names: Mapping[str, object]) -> str:
    return _listed(list(names)) + (" has" if len(names) == 1 else " have")


def _is(names: Mapping[str, object]) -> str:
    return _listed(list(names)) + (" is" if len(names) == 1 else " are")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:MOST_LISTED])
    return shown if len(names) <= MOST_LISTED else f"{shown} and {len(names) - MOST_LISTED} more"
