"""Generators: what their class says of hours and load, pumps slower than the burn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.phasing import fullest

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

LIMITED = ("ESP", "LTP")
"""Genset classes with a limit on hours a year."""
AVERAGED = ("ESP", "PRP")
"""Genset classes with a limit on the average load."""
UNLIMITED_HOURS = ("III", "III+", "IV")
"""Tiers that count gensets without such a limit only."""


def of_gensets(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about sets by themselves."""
    yield from _genset_classes(scenario)
    yield from _slow_pumps(scenario)


def _genset_classes(scenario: Scenario) -> Iterator[Finding]:
    """What the ISO 8528-1 class of gensets says of the hours and the load they may carry."""
    rated = {
        name: group
        for name, group in scenario.model.power.items()
        if group.kind == "genset" and group.class_ is not None
    }
    if not rated:
        return
    design_w = _design_w(scenario)
    for name, sets in rated.items():
        path, mark = f"power.{name}.class", mark_of(scenario, "power", name, "class")
        if sets.class_ in LIMITED and scenario.model.site.target in UNLIMITED_HOURS:
            yield Finding(
                f"'{name}' is rated {sets.class_}, for {_hours(sets.class_):g} hours a year; Tier "
                f"{scenario.model.site.target} counts only sets without a limit on hours at the load they "
                "must carry (Uptime Institute, engine-generator ratings)",
                path,
                mark,
                cure="sets of class COP or DCC, or PRP at 70 %",
            )
        average = sets.average_load or _average(sets.class_)
        one_w = (sets.rating_mw or 0.0) * sets.derate * average * 1e6
        wanted = math.ceil(design_w[name] / one_w - 1e-9)
        if average < 1 and wanted >= sets.count:
            enough = "all of them" if wanted == sets.count else f"{wanted}, more than there are,"
            yield Finding(
                f"rated {sets.class_}, a set of '{name}' may carry {average:.0%} of its rating on average "
                f"over 24 h: {enough} would be needed for the design load of {design_w[name] / 1e6:.4g} MW",
                path,
                mark,
                cure=f"{wanted + 1} sets, or the `average_load` the maker allows",
            )


def _design_w(scenario: Scenario) -> dict[str, int]:
    """What each genset group carries when all sets run and every feed is gone, W."""
    from dcsim.plant import plant_of
    from dcsim.plant.settle import design_load_w

    plant = plant_of(fullest(scenario.model))
    return {plant.nodes[node].name: watts for node, watts in design_load_w(plant).items()}


def _slow_pumps(scenario: Scenario) -> Iterator[Finding]:
    """Fuel pumps that all together move less than the sets burn at the design load."""
    from dcsim.plant.fuel import Burn

    for name, sets in scenario.model.power.items():
        fuel = sets.fuel if sets.kind == "genset" else None
        if sets.kind != "genset" or fuel is None or fuel.pumps is None:
            continue
        pumps = scenario.model.power[fuel.pumps]
        assert pumps.kind == "fuel_pump"
        moved = pumps.count * pumps.rating_m3_h
        burnt = Burn(sets, fuel, 0).rate(_design_w(scenario)[name], sets.count, True)
        if moved < burnt:
            yield Finding(
                f"'{fuel.pumps}' move {moved:.3g} m³ an hour, all together; the sets of '{name}' burn "
                f"{burnt:.3g} at the design load",
                f"power.{fuel.pumps}.rating_m3_h",
                mark_of(scenario, "power", fuel.pumps),
                cure=f"pumps of {burnt / max(1, pumps.count - 1):.3g} m³ an hour each, so that one may fail",
            )


def hours_in_use(scenario: Scenario, run_h_per_year: Mapping[str, float]) -> Iterator[Finding]:
    """Genset groups whose sets run longer than their class allows; hours a year and set, by group."""
    for name, hours in run_h_per_year.items():
        rated = getattr(scenario.model.power.get(name), "class_", None)
        if rated in LIMITED and hours > _hours(rated):
            words = (
                f"the sets of '{name}' run {hours:.3g} h a year each, rated {rated} for {_hours(rated):g} h"
            )
            yield Finding(
                words,
                f"power.{name}.class",
                mark_of(scenario, "power", name, "class"),
                cure="sets of class PRP, COP or DCC, or fewer interruptions that need them",
            )


def _hours(rated: str) -> float:
    from dcsim.scenario import library

    return library.step_figure("defaults", f"genset_hours_{rated}").value


def _average(rated: str | None) -> float:
    from dcsim.scenario import library

    return library.step_figure("defaults", f"genset_average_{rated}").value if rated in AVERAGED else 1.0
