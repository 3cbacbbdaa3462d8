"""Feeds, what they share, and what interrupts them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.engine.random_sites.draw import Draw, Part


def grid(draw: Draw, site: Sequence[str], cooled: bool) -> Part:
    """The grid; an accident may hit any of the names of the site."""
    found: Part = {
        "upstream": {"region": {"failures_per_year": 0.2 * draw.often, "mttr_h": draw.repair(4)}},
        "feeds": {name: _feed(draw) for name in ("east", "west")},
        "interruptions": _interruptions(draw, site),
    }
    if cooled and draw.chance(0.5):
        found["sags"] = {"per_year": 3 * draw.often}
    return found


def _feed(draw: Draw) -> Part:
    law = draw.any(2, {"mean": 3, "cv": 1.5}, {"law": "exponential", "mean": 2})
    found = {**draw.fails(draw.any(0.5, 2, 4), law), "upstream": ["region"]}
    return {**found, "rating_mw": 3.3, "reset_h": 12} if draw.chance(0.1) else found


def _interruptions(draw: Draw, site: Sequence[str]) -> dict[str, Part]:
    often = draw.often
    found: dict[str, Part] = {
        "flood": {"hits": "all", "per_year": 0.2 * often, "duration_h": {"median": 8, "sigma": 1}}
    }
    if draw.chance(0.5):
        found["works"] = {
            "hits": draw.any(["east"], ["west"]),
            "saifi": often,
            "saidi_min": 180 * often,
            "planned_share": 0.6,
            "notice_h": draw.any(0, 24),
        }
    if draw.chance(0.2):
        hits = draw.any(["region"], ["east", "west"])
        found["utility"] = {"hits": hits, "saifi": often, "saidi_min": 90 * often}
    if draw.chance(0.3):
        found["accident"] = {
            "hits": draw.rng.sample(site, draw.any(1, 2)),
            "per_year": 0.5 * often,
            "duration_h": draw.any(2, {"law": "exponential", "mean": 3}),
        }
    if draw.chance(0.3):
        found["rota"] = {
            "hits": draw.any(["east"], "all"),
            "at_h": sorted(set(draw.rng.choices(range(24), k=2))),
            "every_h": draw.any(97, 200, 1000),
            "duration_h": draw.any(1, {"law": "exponential", "mean": 2}),
        }
    return found


def seasons(draw: Draw, site: Part) -> None:
    """Rolling outages, or typhoons that hit a feed or a group, for some sites; the horizon gets a date."""
    if not draw.chance(0.3):
        return
    site["horizon"]["start"] = "2028-04-29"
    season = draw.any({"months": [5, 6]}, {"months": [4, 5], "hours": [8, 18]}, {"hours": [20, 6]})
    bad = {"season_probability": 0.4} if "months" in season and draw.chance(0.5) else {}
    notice = {"notice_h": 24} if draw.chance(0.3) else {}
    site["grid"]["interruptions"]["rolling"] = {
        "hits": draw.any("all", "all", ["east"], [draw.any(*site["power"])]),
        "per_week": draw.any(0.5, 2.5),
        "duration_h": draw.any(1, {"median": 5, "sigma": 0.7, "max": 24}),
        **season,
        **bad,
        **notice,
    }
    if draw.chance(0.3):
        typhoon = {
            "hits": "all",
            "per_year": 2,
            "months": [11, 12, 4, 5],
            "duration_h": {"median": 8, "sigma": 1},
        }
        site["grid"]["interruptions"]["typhoon"] = typhoon
