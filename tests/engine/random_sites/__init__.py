"""Random sites as scenario text, with random rates: what the two drivers are compared on.

Every word of the language is drawn by itself, so that words meet: one path or two sides, a tie open or closed,
a shared third block (3N/2) with halls of unequal size, a catcher; transfer switches or parallel inputs; sets too
few, just enough or spare, in one group or two, that start after fixed or drawn delays and live on day tanks;
batteries shorter than the start, ride-through shorter than the restart; chillers, towers with water, buffers,
liquid; tenants that are shed, load blocks, demand by the hour; interruptions of anything, by chance, by the
clock or in seasons, planned works, sags; repairs that outlast the horizon.

Many delays are multiples of 5 s, so that things happen at one instant. Batteries are not: where a battery is
empty just when the sets are there, rounding alone would decide.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from dcsim.scenario import Scenario, scenario_from_text
from tests.engine.random_sites.cooling import cooling
from tests.engine.random_sites.draw import Draw, Part
from tests.engine.random_sites.grid import grid, seasons
from tests.engine.random_sites.halls import by_the_hour, halls, load_blocks, tenants
from tests.engine.random_sites.power import cold_boards, power
from tests.engine.random_sites.stages import stages, with_date
from tests.engine.random_sites.upkeep import look_after
from tests.engine.random_sites.words import more_words

_HEAD = "format: 1\nsite: {name: random}\n"


def random_site(seed: int, hourly: Sequence[float] = ()) -> str:
    """The scenario without its head, one for each seed; `hourly` is the demand of every hall if given."""
    found = _site(Draw(seed))
    seasons(Draw(f"seasons of {seed}"), found)
    for hall in found["halls"].values() if hourly else ():
        hall["hourly"] = hourly
    return _text(found)


def random_scenario(seed: int) -> Scenario:
    """The same, read."""
    return scenario_from_text(f"{_HEAD}{random_site(seed)}")


def wide_scenario(seed: int, *, in_stages: bool = False) -> Scenario:
    """A random site with upkeep and all other words of the language as well; built `in_stages` if so."""
    base, draw = Draw(seed), Draw(f"wide {seed}")
    found = _site(base)
    seasons(Draw(f"seasons of {seed}"), found)
    draw.take_layout_of(base)
    if in_stages:
        with_date(draw, found)
    more_words(draw, found)
    look_after(draw, found)
    if in_stages:
        stages(draw, found)
    return scenario_from_text(_HEAD.replace("random", "wide random, design_ambient_c: 42") + _text(found))


def _text(found: dict[str, Part]) -> str:
    return "\n".join(f"{name}: {json.dumps(part)}" for name, part in found.items() if part)


def with_weather(seed: int) -> Scenario:
    """The same site with a flood that closes the roads to trucks and people, and events that take some of what they hit."""
    found, draw = _site(Draw(seed)), Draw(f"weather of {seed}")
    flood = found["grid"]["interruptions"].pop("flood")
    flood |= {
        "per_year": draw.any(2, 6),
        "fuel_lead_h": draw.any(0, 12, 48),
        "crew_delay_h": draw.any(6, 24, 72),
    }
    site = [*found["power"], *found["cooling"], *found["halls"]]
    if draw.chance(0.5):
        hit = draw.rng.sample(site, draw.any(1, 2))
        flood["on_site"] = {
            "probability": 0.2,
            "groups": hit,
            "repair_days": draw.any(1, {"mean": 3, "cv": 1}),
        }
    found["grid"]["weather"] = {"flood": flood}
    hit = draw.rng.sample(site, draw.any(1, 2, 3) if len(site) > 2 else 1)
    found["grid"]["interruptions"]["event"] = {
        "hits": hit,
        "chances": {name: draw.any(0.3, 0.7, 1) for name in hit},
        "per_year": draw.any(1, 4),
        "duration_h": draw.any(2, {"law": "exponential", "mean": 20}),
    }
    return scenario_from_text(_HEAD + _text(found))


def _site(draw: Draw) -> dict[str, Part]:
    space = halls(draw)
    heat = cooling(draw, space) if draw.chance(0.7) else {}
    draw_mw = sum(part.get("draw_mw", 0) for part in heat.values())
    load_mw = sum(hall["it_mw"] for hall in space.values()) + draw_mw
    found = {
        "horizon": draw.any({"hours": 150}, {"hours": 1000}, {"years": 1}, {"years": 6}),
        "power": power(draw, load_mw),
        "cooling": heat,
        "halls": space,
        "tenants": {},
        "loads": {},
    }
    if heat:
        found["power"] |= cold_boards(draw)
    if draw.chance(0.05):
        found["horizon"]["ends_at"] = "first-outage"
    found["grid"] = grid(draw, [*found["power"], *heat, *space], bool(heat))
    if draw.chance(0.3):
        found["tenants"] = tenants(draw, space, found["power"])
    if draw.chance(0.3):
        load_blocks(draw, found["power"], heat)
    if draw.chance(0.15):
        found["loads"] = by_the_hour(draw, space)
    return found
