"""The grid and the fuel: what all feeds share, how long a tank lasts against what is to be bridged."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of

if TYPE_CHECKING:
    from dcsim.plant import Plant
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import Genset

TIER_H = 12.0
"""Hours of fuel a Tier asks for (Uptime Institute Tier Standard: Topology, as recalled)."""
LEAST_CHANCE = 0.01
"""Of an interruption that outlasts the fuel."""


def of_supply(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about feeds and fuel."""
    yield from _shared(scenario)
    yield from _roads_for_nobody(scenario)
    if any(group.kind == "genset" for group in scenario.model.power.values()):
        from dcsim.plant import plant_of

        plant = plant_of(scenario.model)
        yield from _derated(scenario, plant)
        yield from _fuel(scenario, plant)


def _shared(scenario: Scenario) -> Iterator[Finding]:
    """What all feeds hang on together: lost, the second feed is no help."""
    feeds = scenario.model.grid.feeds
    if len(feeds) < 2:
        return
    common = set.intersection(*(set(feed.upstream) for feed in feeds.values()))
    for name in sorted(common):
        origin = scenario.origins.get(("grid", "feeds", next(iter(feeds)), "upstream"))
        if origin is not None and origin.kind == "library":
            continue  # said already: the library's common grid
        yield Finding(
            f"all feeds hang on '{name}': when it is lost, a second feed is no help",
            f"grid.upstream.{name}",
            mark_of(scenario, "grid", "upstream", name),
            cure=f"a feed that does not hang on '{name}', or gensets and fuel sized for its loss",
        )


def _derated(scenario: Scenario, plant: Plant) -> Iterator[Finding]:
    """Sets that would be enough by their nameplate, and are one or more short at design ambient."""
    for name, sets, load_w in _loaded(scenario, plant):
        by_name = math.ceil(load_w / ((sets.rating_mw or 0.0) * 1e6) - 1e-9)
        in_heat = math.ceil(load_w / ((sets.rating_mw or 0.0) * sets.derate * 1e6) - 1e-9)
        if in_heat > by_name:
            yield Finding(
                f"by their nameplate {by_name} sets of '{name}' carry the design load of {load_w / 1e6:.4g} "
                f"MW; at design ambient, {100 * (1 - sets.derate):.3g} % less each, it takes {in_heat}",
                f"power.{name}.derate",
                mark_of(scenario, "power", name),
                cure=f"{in_heat} sets and the spares on top of these, or sets rated for design ambient",
            )


def _fuel(scenario: Scenario, plant: Plant) -> Iterator[Finding]:
    from dcsim.plant.fuel import Burn

    for name, sets, load_w in _loaded(scenario, plant):
        fuel = sets.fuel
        if fuel is None or not load_w:
            continue
        rate = Burn(sets, fuel, plant.design_w).rate(load_w, sets.count, True)
        full = (fuel.usable_m3 if fuel.usable_m3 is not None else fuel.tank_h or 0.0) + (
            fuel.day_tank_m3 or 0.0
        )
        if rate <= 0:
            continue
        hours = full / rate
        path, mark = f"power.{name}.fuel", mark_of(scenario, "power", name, "fuel")
        unit = "m³" if fuel.usable_m3 is not None else "h"
        if hours < TIER_H:
            words = (
                f"the tank of '{name}' lasts {hours:.3g} h at the design load; every Tier asks for {TIER_H:g}"
            )
            more = f"{full * (TIER_H / hours - 1):.3g} {unit} more"
            yield Finding(words, path, mark, cure=f"a tank of {TIER_H:g} h: {more}")
        a_day = fuel.truck_m3 * fuel.trucks_per_day
        if fuel.lead_h is not None and a_day < rate * 24.0:
            words = (
                f"{fuel.trucks_per_day:g} trucks a day bring {a_day:.4g} {unit} of the {rate * 24:.4g} that "
                f"'{name}' burns in a day at the design load: once the tank is empty it runs "
                f"{a_day / rate:.2g} h of 24"
            )
            trucks = math.ceil(rate * 24.0 / fuel.truck_m3 - 1e-9)
            wanted = f"{trucks} truck{'s' * (trucks != 1)} a day"
            cure = f"a contract for {wanted}, or a tank for the longest outage to be stood"
            yield Finding(words, f"{path}.trucks_per_day", mark, cure=cure)
        yield from _outlasted(scenario, name, hours, path)


def _roads_for_nobody(scenario: Scenario) -> Iterator[Finding]:
    """Weather that closes roads on which nothing comes."""
    if any(one.kind == "genset" and one.fuel is not None for one in scenario.model.power.values()):
        return
    for name, one in scenario.model.grid.weather.items():
        if one.fuel_lead_h > 0:
            path = ("grid", "weather", name, "fuel_lead_h")
            words = f"'{name}' closes the roads, and no tank of this site waits for a truck"
            yield Finding(
                words,
                ".".join(path),
                mark_of(scenario, *path),
                cure="`fuel` for the gensets, or leave 'fuel_lead_h' out",
            )


def _outlasted(scenario: Scenario, name: str, hours: float, path: str) -> Iterator[Finding]:
    """Interruptions of the whole grid that may last longer than the tank, fuel coming or not."""
    feeds = set(scenario.model.grid.feeds)
    sets = scenario.model.power[name]
    lead_h = sets.fuel.lead_h if sets.kind == "genset" and sets.fuel is not None else None
    weather = scenario.model.grid.weather
    for event, one in scenario.model.grid.events.items():
        hits = {one.hits} if isinstance(one.hits, str) else set(one.hits or ())
        if one.duration_h is None or not ("all" in hits or feeds <= hits):
            continue
        chance = one.duration_h.probability_above(hours)
        if chance < LEAST_CHANCE:
            continue
        closed_h = weather[event].fuel_lead_h if event in weather else 0.0
        comes = "no fuel comes meanwhile"
        if lead_h is not None:
            comes = f"the first truck comes after {max(lead_h, closed_h):g} h"
        what = f"'{event}' outlasts"
        if closed_h > 0:
            what = f"'{event}' cuts every feed and the roads together, and outlasts"
        yield Finding(
            f"{what} the {hours:.3g} h of fuel of '{name}' in {100 * chance:.2g} % of its events; {comes}",
            path,
            mark_of(scenario, "power", name, "fuel"),
            cure=f"{one.duration_h.from_uniform(1 - LEAST_CHANCE):.3g} h of fuel outlast all but 1 %; "
            f"`dcsim survive` says how long the site lasts",
        )


def _loaded(scenario: Scenario, plant: Plant) -> Iterator[tuple[str, Genset, int]]:
    """Genset groups with what they must carry at the design load, W."""
    from dcsim.plant.settle import design_load_w

    loads = {plant.nodes[g].group: watts for g, watts in design_load_w(plant).items()}
    for name, group in scenario.model.power.items():
        if group.kind == "genset" and group.rating_mw and loads.get(name):
            yield name, group, loads[name]
