"""Sets with their fuel, boards, ties, transformers, UPS and what stands behind them."""

from __future__ import annotations

from tests.engine.random_sites.draw import Draw, Part


def power(draw: Draw, load_mw: float) -> dict[str, Part]:
    """Everything between the feeds and the halls."""
    found: dict[str, Part] = {}
    sets = dict.fromkeys(draw.letters, "gensets")
    found["gensets"] = _gensets(draw, load_mw)
    if len(draw.letters) > 1 and draw.chance(0.2):
        found["gensets-b"] = _gensets(draw, load_mw)
        sets["b"] = "gensets-b"
    for name in sorted(set(sets.values())):
        if draw.chance(0.6):
            found[name]["fuel"] = _fuel(draw, load_mw, name, found)
    with_switch = draw.chance(0.6)
    side_mw = load_mw * (draw.any(0.7, 1.1, 1.1, 1.1, 1.1, 2) if len(draw.letters) > 1 else 1.1)
    for n, side in enumerate(draw.letters):
        feeds = ["east", "west"] if n % 2 == 0 else ["west", "east"]
        order = [*feeds, sets[side]]
        found[f"board-{side}"] = {
            "kind": "switchgear",
            "rating_mw": round(side_mw + 0.1, 3),
            "reset_h": 24,
            **draw.fails(0.05, 24),
            **({"transfer": {"from": order, **_moves(draw)}} if with_switch else {"fed_by": order}),
        }
        found |= _side(draw, side, load_mw)
    if draw.layout == "tied":
        found["tie"] = {"kind": "bus_tie", "between": draw.boards, **draw.fails(0.05, 24), **_ties(draw)}
    return found


def cold_boards(draw: Draw) -> dict[str, Part]:
    """The boards of the cooling, where it has its own: each takes one of the first two of the site."""
    found: dict[str, Part] = {}
    for n, board in enumerate(draw.cold_boards):
        if board not in draw.boards:
            order = draw.boards[:2] if n % 2 == 0 else draw.boards[1::-1]
            inputs: Part = {"transfer": {"from": order, **_moves(draw)}}
            if len(order) == 1:
                inputs = {"fed_by": order}
            found[board] = {"kind": "switchgear", **draw.fails(0.05, 8), **inputs}
    return found


def _gensets(draw: Draw, load_mw: float) -> Part:
    """N, N + 1, N + 2 sets, or one too few."""
    rating_mw = draw.any(0.5, 1.0)
    enough = int(-(-load_mw // rating_mw))
    found: Part = {
        "kind": "genset",
        "count": max(1, enough + draw.any(-1, 0, 0, 0, 1, 1, 1, 1, 2, 2)),
        "rating_mw": rating_mw,
        "fail_to_start": draw.any(0, 0.01, 0.06, 0.06, 0.3),
        "start_attempts": draw.any(1, 1, 1, 2),
        "attempt_s": draw.any(0, 15),
        "start_s": draw.delay(5, 10, 30),
        "sync_s": draw.delay(0, 5, 20),
        "mttf_h": draw.any(60, 300, 1000, "never"),
        "mttr_h": draw.repair(draw.any(1, 24)),
        "failures_per_year": draw.any(0, 0.5 * draw.often),
        "confirm_s": draw.any(0, 0, 3, 10),
        "stable_min": draw.any(0, 10),
        "retransfer": draw.any("closed", "open"),
        "cooldown_min": draw.any(0, 5),
        "overload_s": draw.any(5, 30),
    }
    if draw.chance(0.1):
        found["needed"] = min(found["count"], max(1, enough))
    return found


def _fuel(draw: Draw, load_mw: float, sets: str, power: dict[str, Part]) -> Part:
    hours = draw.any(1.3, 4.7, 11.3)
    refill = {"refill_h": draw.any(0, 3, 20)}
    trucks = {"lead_h": 4, "trucks_per_day": 8} if draw.chance(0.4) else {}
    if draw.chance(0.5):
        trucks = {**trucks, "truck_m3": 3} if trucks else {}
        return {"tank_h": hours, "burn": draw.any("load", "constant"), **refill, **trucks}
    usable_m3 = hours * load_mw * 0.27
    trucks = {**trucks, "truck_m3": usable_m3 / 2} if trucks else {}
    found: Part = {"usable_m3": usable_m3, "litres_per_kwh": 0.27, **refill, **trucks}
    if draw.chance(0.5):
        pumps = f"pumps-of-{sets}"
        power[pumps] = {
            "kind": "fuel_pump",
            "count": 2,
            "rating_m3_h": draw.any(0.2, 0.6) * usable_m3 / hours * 2,
            "fed_by": [draw.boards[0]],
            **draw.fails(1, 12),
        }
        found |= {"day_tank_m3": usable_m3 / 8, "pumps": pumps}
    return found


def _side(draw: Draw, side: str, load_mw: float) -> dict[str, Part]:
    """A UPS behind a board or its transformer; `lines-a` are what hangs on it."""
    found: dict[str, Part] = {}
    above = f"board-{side}"
    if draw.chance(0.3):
        found[f"tx-{side}"] = {"kind": "transformer", **draw.fails(0.05, 48), "fed_by": [above]}
        above = f"tx-{side}"
    found[f"ups-{side}"] = _ups(draw, above, load_mw)
    found[f"lines-{side}"] = {
        "kind": draw.any("element", "pdu"),
        "count": draw.any(1, 2),
        "needed": 1,
        **draw.fails(0.3, draw.repair(24)),
        "fed_by": [f"ups-{side}"],
    }
    return found


def _ups(draw: Draw, above: str, load_mw: float) -> Part:
    """Modules that carry both sides alone, or in 3N/2 two thirds of everything; seldom too few."""
    count, spare = draw.any(1, 2, 3), draw.any(0, 1)
    whole = {"three": 0.7, "catcher": 0.75}.get(draw.layout, 1.02) * draw.any(0.65, 1, 1, 1, 1.3)
    whole = max(whole, 1.02) if draw.layout == "one" else whole
    return {
        "kind": "ups",
        "count": count + spare,
        "rating_mw": round(whole * load_mw / count, 3),
        "needed": draw.any(1, 1, count),
        "battery_min": draw.any(0, 0.11, 0.83, 5.3, 5.3, 15.7),
        "recharge_min": draw.any(30, 600),
        "drain": draw.any("load", "constant"),
        "static_bypass": draw.chance(0.7),
        "reset_h": 12,
        **draw.fails(0.2, draw.repair(12)),
        "fed_by": [above],
    }


def _moves(draw: Draw) -> Part:
    return {
        "delay_s": draw.delay(0, 2, 5),
        "fail_to_transfer": draw.any(0, 0.02, 0.1),
        "manual_transfer_h": draw.any(0.5, 2),
    }


def _ties(draw: Draw) -> Part:
    if draw.chance(0.3):
        return {"normally": "closed"}
    return {"closes_when": "one-side-dead", **_moves(draw)}
