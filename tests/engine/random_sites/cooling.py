"""The way heat takes: chillers, towers with their water, a buffer, liquid."""

from __future__ import annotations

from tests.engine.random_sites.draw import Draw, Part


def cooling(draw: Draw, halls: dict[str, Part]) -> dict[str, Part]:
    """The cooling groups; tells the halls of them."""
    boards = draw.cold_boards
    each = draw.any(1, 1, 2)
    found: dict[str, Part] = {
        "chillers": {
            "kind": "chiller",
            "count": each * len(boards),
            "draw_mw": 0.2,
            "split": dict.fromkeys(boards, each),
            "drops_at_sag": True,
            **_restarts(draw),
            **draw.fails(0.2, draw.repair(12)),
        }
    }
    chillers, way = found["chillers"], ["chillers"]
    if draw.chance(0.5):
        chillers["needed"] = each
    else:
        heat_mw = sum(hall["it_mw"] for hall in halls.values())
        chillers["rating_mw_th"] = round(heat_mw * draw.any(1.05, 1.3, 2.1) / (each * len(boards)), 3)
    if draw.chance(0.4):
        found["towers"] = _towers(draw, found)
        way.append("towers")
    if draw.chance(0.3):
        found["tank"] = {
            "kind": "buffer",
            "store_mw_min": draw.any(3.1, 17),
            "recharge_min": draw.any(30, 240),
            "replaces": list(way),
            "fed_by": ["ups-a"],
            **draw.fails(0.2, 12),
        }
        way.insert(0, "tank")
    for name, hall in halls.items():
        _cooled(draw, name, hall, way, found)
    return found


def _cooled(draw: Draw, name: str, hall: Part, way: list[str], found: dict[str, Part]) -> None:
    hall |= {
        "cooled_by": list(way),
        "ride_through_min": draw.any(2.3, 7.9, 7.9, 19),
        "recovery_min": draw.any(0, 60),
    }
    if draw.chance(0.2):
        cdu = f"cdu-{name}"
        found[cdu] = {"kind": "cdu", "count": 2, "needed": 1, **draw.fails(0.3, 9), "fed_by": ["ups-a"]}
        hall["liquid"] = {"fraction": 0.6, "cooled_by": [cdu, *way], "ride_through_s": draw.any(0, 47)}


def _restarts(draw: Draw) -> Part:
    law = draw.any(0, 3, 5, {"mean": 5, "cv": 0.2}, {"law": "uniform", "low": 2, "high": 11})
    return {"restart_min": law, "fail_to_restart": draw.any(0, 0.02, 0.1)}


def _towers(draw: Draw, found: dict[str, Part]) -> Part:
    part = {"kind": "heat_rejection", "count": 2, "needed": 1, **_restarts(draw), **draw.fails(0.3, 12)}
    if draw.chance(0.5):
        part["fed_by"] = [draw.cold_boards[0]]
    else:
        part |= {"count": len(draw.cold_boards), "split": dict.fromkeys(draw.cold_boards, 1)}
    if draw.chance(0.6):
        found["city"] = {"kind": "water_supply", **draw.fails(2, draw.repair(9))}
        found["wells"] = {"kind": "water_supply", **draw.fails(1, 30), "fed_by": [draw.boards[-1]]}
        part["water"] = {"usable_m3": 9.1, "makeup": ["city", "wells"], "makeup_m3_h": draw.any(5, 20)}
    return part
