"""Words that the first generator does not draw: ratings on the way, charts, static switches, heat, fixed loads."""

from __future__ import annotations

from tests.engine.random_sites.draw import Draw, Part


def more_words(draw: Draw, site: Part) -> None:
    """Each of them for some sites."""
    for word in (_grid, _heads, _rated, _spread, _static_switch, _sets, _machines, _spaces, _weather):
        if draw.chance(0.35):
            word(draw, site)
    if draw.chance(0.2) and not site["loads"]:
        recharges = {"recharges": ["ups-a"]} if draw.chance(0.5) else {}
        site["loads"] = {"lights": {"mw": 0.15, "fed_by": [draw.boards[-1]], **recharges}}


def load_of(site: Part) -> float:
    """What halls and cooling draw, MW."""
    halls = sum(hall["it_mw"] for hall in site["halls"].values())
    return float(halls + sum(group.get("draw_mw", 0) for group in site["cooling"].values()))


def _grid(draw: Draw, site: Part) -> None:
    """What all feeds share carries just enough, or they have a second line each."""
    grid, enough = site["grid"], round(load_of(site) * draw.any(0.9, 1.2, 1.5), 3)
    if draw.chance(0.5):
        grid["upstream"]["region"] |= {"rating_mw": enough, "reset_h": draw.any(1, 12)}
    else:
        grid["upstream"]["line"] = {"failures_per_year": draw.often, "mttr_h": draw.repair(3)}
        grid["feeds"]["west"]["upstream"] = ["region", "line"]
    if draw.chance(0.5):
        grid["feeds"]["east"]["rating_mw"] = enough


def _heads(draw: Draw, site: Part) -> None:
    """What stands between the feeds, or the sets, and the boards."""
    for source in draw.rng.sample(["east", "west", "gensets"], draw.any(1, 2, 3)):
        head = f"head-{source}"
        for name in draw.boards:
            board = site["power"][name]
            inputs = board["transfer"]["from"] if "transfer" in board else board["fed_by"]
            inputs[:] = [head if one == source else one for one in inputs]
        kind = draw.any("transformer", "element", "switchgear")
        several = draw.any({}, {"count": 2, "needed": 1})
        site["power"][head] = {"kind": kind, "fed_by": [source], **several, **draw.fails(0.3, draw.repair(9))}


def _rated(draw: Draw, site: Part) -> None:
    """Transformers, lines and ties that may be too small for both sides."""
    enough = load_of(site) * draw.any(0.55, 0.8, 1.1)
    for group in site["power"].values():
        if group["kind"] in ("transformer", "pdu", "element", "bus_tie") and draw.chance(0.6):
            reset = {"overload_s": draw.any(3, 40, 300), "reset_h": draw.any(0.5, 12)}
            group |= {"rating_mw": round(enough / group.get("count", 1), 3), **reset}
        elif group["kind"] in ("transformer", "ups") and draw.chance(0.5):
            group["efficiency"] = 0.96


def _spread(draw: Draw, site: Part) -> None:
    """A UPS on two boards, its modules on both, or in unequal shares."""
    if len(draw.boards) < 2:
        return
    ups, second = site["power"]["ups-b"], draw.boards[0]
    first = ups.pop("fed_by")[0]
    if draw.chance(0.5):
        half = -(-ups["count"] // 2)
        ups |= {"split": {first: half, second: half}, "count": 2 * half}
        ups["needed"] = min(ups["needed"], half)
    else:
        ups |= {"fed_by": [first, second], **draw.any({}, {"share": {first: 3, second: 1}})}


def _static_switch(draw: Draw, site: Part) -> None:
    """Between the lines and the first hall."""
    lines = [f"lines-{side}" for side in draw.letters]
    if len(lines) < 2:
        return
    first = next(iter(site["halls"].values()))
    moves = {"delay_s": draw.any(0, 0.01), "fail_to_transfer": draw.any(0, 0.05), "manual_transfer_h": 2}
    site["power"]["sts"] = {
        "kind": draw.any("sts", "ats"),
        **draw.fails(0.2, 8),
        "transfer": {"from": [one for one in lines if one in first["cords"]], **moves},
        **draw.any({}, {"rating_mw": round(load_of(site) * draw.any(0.4, 1.1), 3)}),
    }
    first.pop("share", None)
    first["cords"] = draw.any(["sts"], ["sts", first["cords"][-1]])


def _sets(draw: Draw, site: Part) -> None:
    """Sets that heat weakens, that take only so much at once, that burn by a chart."""
    for group in [one for one in site["power"].values() if one["kind"] == "genset"]:
        if draw.chance(0.5):
            group |= {"derate_per_c": draw.any(0.02, 0.06), "derate_above_c": 40}
        if draw.chance(0.4):
            group["max_step"] = draw.any(0.3, 0.6, 1)
        fuel = group.get("fuel", {})
        if "litres_per_kwh" in fuel and draw.chance(0.6):
            del fuel["litres_per_kwh"]
            fuel |= draw.any({}, {"litres_per_h": {"25%": 90, "50%": 150, "100%": 270}})


def _machines(draw: Draw, site: Part) -> None:
    """Cooling that is too small, stands in for less, drops at a sag, or takes power that counts."""
    heat_mw = sum(hall["it_mw"] for hall in site["halls"].values())
    for group in site["cooling"].values():
        powered = "fed_by" in group or "split" in group
        if group["kind"] == "buffer":
            group |= {
                "rating_mw_th": round(heat_mw * draw.any(0.3, 0.6, 1.2), 3),
                **draw.any({}, {"count": 2}),
            }
        elif powered and draw.chance(0.5):
            group |= {"draw_mw": draw.any(0.05, 0.2), "drops_at_sag": draw.chance(0.5)}
        if group["kind"] == "heat_rejection" and draw.chance(0.5):
            del group["needed"]
            group["rating_mw_th"] = round(heat_mw * draw.any(0.6, 1.05) / group["count"], 3)
        if group["kind"] in ("cdu", "water_supply") and draw.chance(0.5):
            group |= {"restart_min": draw.any(1, 6), "fail_to_restart": draw.any(0, 0.1)}


def _spaces(draw: Draw, site: Part) -> None:
    """Heat stores told in MW·min, fans in the heat, a room unit of its own for a hall."""
    for name, hall in site["halls"].items():
        if "cooled_by" not in hall:
            continue
        if draw.chance(0.5):
            del hall["ride_through_min"]
            hall |= {"thermal_store_mw_min": round(hall["it_mw"] * draw.any(3.3, 11), 3), "heat_per_it": 1.05}
        if draw.chance(0.4):
            fans = f"fans-{name}"
            site["cooling"][fans] = {
                "kind": draw.any("air_handler", "crac"),
                "count": 3,
                **draw.any({"needed": 2}, {"rating_mw_th": round(hall["it_mw"] * 0.55, 3)}),
                "restart_min": draw.any(0.5, {"law": "uniform", "low": 0.5, "high": 4}),
                "fail_to_restart": draw.any(0, 0.03),
                "drops_at_sag": draw.chance(0.5),
                "draw_mw": draw.any(0, 0.02),
                "fed_by": [draw.any("ups-a", *draw.boards)],
                **draw.fails(1, draw.repair(8)),
            }
            hall["cooled_by"].append(fans)


def _weather(draw: Draw, site: Part) -> None:
    """Storms by chance or at given hours, heat waves that weaken sets, what reaches the site."""
    horizon = site["horizon"]
    length_h = horizon.get("hours") or horizon["years"] * 8760
    groups = [*site["power"], *site["cooling"]]
    storm: Part = {
        "hits": draw.any("all", ["east"], ["region", draw.any(*groups)]),
        "duration_h": draw.any(3, {"median": 6, "sigma": 1}),
        "fuel_lead_h": draw.any(0, 24),
        "crew_delay_h": draw.any(0, 24),
    }
    storm |= draw.any({"per_year": draw.often}, {"at_h": [10, 71, round(length_h / 2, 1)]})
    if isinstance(storm["hits"], list):
        storm["chances"] = {name: draw.any(0.3, 1) for name in storm["hits"]}
    if draw.chance(0.5):
        reached = draw.rng.sample([*groups, *site["halls"]], min(2, len(groups)))
        storm["on_site"] = {
            "probability": draw.any(0.1, 0.5),
            "groups": reached,
            "repair_days": draw.any(0.5, 4),
        }
    weather = site["grid"].setdefault("weather", {})
    weather["storm"] = storm
    if any("derate_per_c" in group for group in site["power"].values()):
        weather["wave"] = {
            "hits": [],
            "per_year": 5,
            "duration_h": {"median": 60, "sigma": 0.7},
            "ambient_c": 44,
        }
