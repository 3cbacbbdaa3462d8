"""When tenants have grown into the spare that the planner keeps: by plan, no phase late, nobody faster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dcsim.findings.conditions import mw
from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.phasing import Comings, comings

if TYPE_CHECKING:
    from dcsim.plant import Plant
    from dcsim.plant.usable import Usable
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import ScenarioModel

MONTHS = 12
DAYS_PER_MONTH = 365 / MONTHS
WATTS_PER_MW = 1e6
SHORT_W = 1000
"""What is beyond a limit by no more than this is within it."""


def of_growth(scenario: Scenario) -> Iterator[Finding]:
    """The first month in which tenants draw more at their peak than is usable with the spare kept."""
    model = scenario.model
    start = model.horizon.start
    if start is None or not any(one.varies for one in model.tenants.values()):
        return
    from dcsim.plant import plant_of
    from dcsim.plant.usable import usable

    plant, phased = plant_of(model), comings(model)
    months = range(int(model.horizon.length_h / 8760 * MONTHS) + 1)
    for month, drawn_mw in zip(months, _drawn_mw(model, start, len(months)), strict=True):
        day = start + dt.timedelta(days=month * DAYS_PER_MONTH)
        units, present = _there(model, plant, phased, day)
        if not present:
            continue
        kept = usable(plant, units, model.keeps, present)
        if (drawn_mw - kept.it_mw) * WATTS_PER_MW <= SHORT_W:
            continue
        if month == 0:
            return  # nothing has grown: it is too much from the first day, which is said elsewhere
        whole_mw = usable(plant, units, "N", present).it_mw
        yield _finding(scenario, kept, day, drawn_mw, whole_mw)
        return


def _finding(scenario: Scenario, kept: Usable, day: dt.date, drawn_mw: float, whole_mw: float) -> Finding:
    drawn, usable, whole = (mw(round(one * WATTS_PER_MW)) for one in (drawn_mw, kept.it_mw, whole_mw))
    what = f"'{kept.group}'" if kept.group else "the halls"
    beyond = "" if drawn_mw <= whole_mw else f", and the {whole} that it serves with nothing out as well"
    level = scenario.model.keeps
    path = next(
        (
            (section, kept.group)
            for section in ("power", "cooling")
            if kept.group in getattr(scenario.model, section)
        ),
        ("tenants",),
    )
    return Finding(
        f"by plan tenants draw {drawn} MW at their peak in {day:%Y-%m}, more than the {usable} MW usable "
        f"with {level} kept{beyond}: growth has eaten the spare of {what}",
        ".".join(path),
        mark_of(scenario, *path),
        cure=f"more of {what} in service before {day:%Y-%m}; `dcsim capacity` says how likely that date is",
    )


def _drawn_mw(model: ScenarioModel, start: dt.date, months: int) -> list[float]:
    """What all tenants together draw at their peaks, MW, at the begin of each month."""
    import numpy as np

    from dcsim.rollout.ramps import curve_of

    total = np.zeros(months)
    for one in model.tenants.values():
        phase = model.phase_that_brings(one.hall)
        opens = model.phases[phase].ready if phase is not None else start
        begin = max(one.from_, opens) if isinstance(one.from_, dt.date) else opens
        since = np.arange(months) - (begin - start).days / DAYS_PER_MONTH
        if one.signs is not None:
            since = since - one.signs.after_months.mean()
        ramped = np.maximum(since, 0.0)
        share = curve_of(one.ramp).over(ramped, ramped)[0]
        peak = min(1.0, one.uses * (one.profile.peak() if one.profile is not None else 1.0))
        ends = (one.until - start).days / DAYS_PER_MONTH if one.until is not None else np.inf
        there = (since >= 0) & (np.arange(months) < ends)
        total += np.where(there, one.contracted_mw * peak * share, 0.0)
    found: list[float] = total.tolist()
    return found


def _there(
    model: ScenarioModel, plant: Plant, phased: Mapping[str, Comings], day: dt.date
) -> tuple[tuple[int, ...], frozenset[str]]:
    """(units by node, halls and loads) in service on a day by plan."""

    def is_there(unit: tuple[str | None, str | None]) -> bool:
        comes, goes = unit
        has_come = comes is None or model.phases[comes].ready <= day
        return has_come and (goes is None or day < model.phases[goes].ready)

    units = [node.count for node in plant.nodes]
    for node in plant.nodes:
        if node.group in phased:
            own = phased[node.group][node.first_unit : node.first_unit + node.count]
            units[node.index] = sum(map(is_there, own))
    names = (*model.halls, *model.loads)
    return tuple(units), frozenset(n for n in names if n not in phased or is_there(phased[n][0]))
