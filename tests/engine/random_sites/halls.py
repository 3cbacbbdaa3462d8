"""Halls with their cords, tenants, load blocks and demand by the hour."""

from __future__ import annotations

from tests.engine.random_sites.draw import Draw, Part

_CORDS = {
    "one": ["a"],
    "two": ["ab", "ab"],
    "tied": ["ab"],
    "three": ["ab", "bc", "ca"],
    "catcher": ["ar", "br"],
}


def halls(draw: Draw) -> dict[str, Part]:
    """Halls of unequal size."""
    return {f"hall-{n}": _hall(draw, sides) for n, sides in enumerate(_CORDS[draw.layout])}


def _hall(draw: Draw, sides: str) -> Part:
    found: Part = {"it_mw": draw.any(0.4, 0.6, 0.9), "cords": [f"lines-{side}" for side in sides]}
    if len(sides) > 1 and draw.chance(0.2):
        found["share"] = {f"lines-{sides[0]}": 2, f"lines-{sides[1]}": 1}
    return {**found, "single_corded": 0.1} if draw.chance(0.15) else found


def tenants(draw: Draw, halls: dict[str, Part], power: dict[str, Part]) -> dict[str, Part]:
    """Two in each hall; the second may be shed, if anybody sheds."""
    found: dict[str, Part] = {}
    for name, hall in halls.items():
        for n in (1, 2):
            found[f"tenant-{n}-{name}"] = {
                "hall": name,
                "contracted_mw": hall["it_mw"] / 2,
                "uses": draw.any(0.6, 1),
                "priority": n,
                "single_corded": draw.any(0, 0.1),
            }
    shedding = ["ups-a", "board-a"] if "gensets-b" in power else ["gensets", "ups-a", "board-a"]
    for group in draw.rng.sample(shedding, draw.any(0, 1, 1, 2)):
        behind = [name for name, hall in halls.items() if group == "gensets" or "lines-a" in hall["cords"]]
        going = [f"tenant-2-{name}" for name in behind]
        power[group]["shed"] = {"tenants": going, "within_s": draw.any(0, 2, 7)}
    return found


def load_blocks(draw: Draw, power: dict[str, Part], cooling: dict[str, Part]) -> None:
    """Sets take UPS and cooling in steps."""
    power["gensets"]["block_s"] = draw.any(5, 17)
    takers = [part for part in power.values() if part["kind"] == "ups"]
    takers += [part for part in cooling.values() if "fed_by" in part or "split" in part]
    for taker in takers:
        taker["load_block"] = draw.any(1, 2, 3)


def by_the_hour(draw: Draw, halls: dict[str, Part]) -> dict[str, Part]:
    """Demand that changes with the hour, and a load that does as well."""
    for hall in halls.values():
        hall["hourly"] = draw.any([1, 0.5], [0.4, 0.7, 1, 0.7], [1])
    return {"lights": {"mw": 0.1, "hourly": [1, 0], "fed_by": [draw.boards[0]]}}
