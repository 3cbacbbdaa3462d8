"""Loads that jump within seconds: what their top asks of groups, their step of sets, their number of UPS.

The simulation sees the mean of a swing. What is more than that is held here against the ratings, in the same
states in which groups are looked at for the mean: with everything in order, with the grid gone, with one side
lost. What carries more than its rating only for less than its `overload_s` does not trip.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dcsim.findings.conditions import conditions_of, mw, product
from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.phasing import fullest

if TYPE_CHECKING:
    from dcsim.findings.conditions import Condition
    from dcsim.plant import Plant
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import Swing

SECONDS_PER_HOUR = 3600.0


def of_swings(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about tenants whose load swings."""
    swings = {name: one.swing for name, one in scenario.model.tenants.items() if one.swing is not None}
    if not swings:
        return
    from dcsim.plant import plant_of

    plant = plant_of(fullest(scenario.model))
    conditions = conditions_of(plant)
    yield from _tops(scenario, plant, conditions, swings)
    yield from _steps(scenario, plant, conditions, swings)
    yield from _cycles(scenario, plant, swings)


def _demand(plant: Plant, factors: Mapping[str, float]) -> list[int]:
    """What everybody asks for, these tenants so many times their mean, W."""
    demand = list(plant.demand)
    for tenant in plant.tenants:
        for load in tenant.loads:
            demand[load] = round(demand[load] * factors.get(tenant.name, 1.0))
    return demand


def _tops(
    scenario: Scenario, plant: Plant, conditions: Sequence[Condition], swings: Mapping[str, Swing]
) -> Iterator[Finding]:
    """Groups that carry the mean, and trip at the top of a swing."""
    from dcsim.plant.supply import served

    crest_h = max(swing.crest_s for swing in swings.values()) / SECONDS_PER_HOUR
    top = _demand(plant, {name: swing.high for name, swing in swings.items()})
    said: set[str] = set()
    for condition in conditions:
        at_mean = served(plant, condition.state).overloaded
        at_top = served(plant, condition.state, top)
        for i in sorted(set(at_top.overloaded) - set(at_mean)):
            node = plant.nodes[i]
            if node.group in said or crest_h <= node.overload_h:
                continue
            said.add(node.group)
            can_w = condition.state.units[i] * (node.rating_w or 0)
            must_w = at_top.carried_w[i]
            section = {"feed": ("grid", "feeds"), "upstream": ("grid", "upstream")}.get(node.kind, ("power",))
            yield Finding(
                f"at the top of a swing of {_names(swings)}, {crest_h * SECONDS_PER_HOUR:.3g} s long, "
                f"'{node.name}' must carry {mw(must_w)} MW {condition.words}, and can carry {mw(can_w)} "
                f"({product(condition.state.units[i], node.rating_w or 0)}): it trips after "
                f"{node.overload_h * SECONDS_PER_HOUR:g} s",
                ".".join((*section, node.group)),
                mark_of(scenario, *section, node.group),
                cure=f"ratings for {mw(must_w, up=True)} MW, or tops that the tenant holds down",
            )


def _steps(
    scenario: Scenario, plant: Plant, conditions: Sequence[Condition], swings: Mapping[str, Swing]
) -> Iterator[Finding]:
    """Swings larger than the step of load that sets take at once; of several tenants each by itself."""
    from dcsim.plant.supply import served

    if not plant.gensets:
        return
    state = conditions[1].state  # with the grid gone
    for name, swing in swings.items():
        low, high = (
            served(plant, state, _demand(plant, {name: factor})).carried_w
            for factor in (swing.low, swing.high)
        )
        for i in plant.gensets:
            node, sets = plant.nodes[i], plant.genset(i)
            share = sets.max_step if sets.max_step is not None else _library_step()
            step_w, takes_w = high[i] - low[i], share * state.units[i] * (node.rating_w or 0)
            if step_w > takes_w:
                needed = math.ceil(step_w / (share * (node.rating_w or 1)))
                yield Finding(
                    f"the swings of '{name}' are steps of {mw(step_w)} MW for '{node.name}', and all "
                    f"{state.units[i]} sets together take {mw(round(takes_w))} MW at once ({share:.0%} of "
                    "their rating): voltage and frequency leave their bounds",
                    f"tenants.{name}.swing",
                    mark_of(scenario, "tenants", name, "swing"),
                    cure=f"{needed} sets, a store that smooths the swings, or tops held down by the tenant",
                )


def _cycles(scenario: Scenario, plant: Plant, swings: Mapping[str, Swing]) -> Iterator[Finding]:
    """How often batteries are cycled if they, and not the mains, give what is above the mean."""
    if not plant.batteries:
        return
    for name, swing in swings.items():
        words = (
            f"'{name}' swings {swing.per_year:,.0f} times a year: a UPS that smooths this cycles its "
            f"batteries as often, by {_cycle_s(swing):.2g} s of the mean load each time"
        )
        mark = mark_of(scenario, "tenants", name, "swing")
        cure = "UPS that pass swings on to the mains and the sets, or a store made for so many cycles"
        yield Finding(words, f"tenants.{name}.swing", mark, cure=cure)


def _cycle_s(swing: Swing) -> float:
    """What a battery gives in one top, in seconds of the mean load."""
    return (swing.high - 1.0) * swing.crest_s


def _names(swings: Mapping[str, Swing]) -> str:
    return " and ".join(f"'{name}'" for name in sorted(swings))


def _library_step() -> float:
    from dcsim.scenario import library

    return library.step_figure("sequences", "genset_max_first_step").value
