"""Records made by hand, so that every expected figure can be computed on paper."""

from __future__ import annotations

from typing import Any

from dcsim.measures import BlockCounts, Observed
from dcsim.records import BlockResult, Counters, Deviation, GroupCounts, HallOutage, Outage
from dcsim.scenario import scenario_from_text
from dcsim.study import Result, result_of

SITE = """
format: 1
site: {name: Made site, target: III, it_recovery_h: 4}
horizon: {start: 2030-01-01, years: 10}
grid:
  feeds:
    east: {rating_mw: 10, failures_per_year: 2, mttr_h: 6}
    west: {rating_mw: 10, failures_per_year: 2, mttr_h: 6}
  interruptions:
    both: {hits: all, per_year: 1, duration_h: 3}
power:
  sets: {kind: genset, count: 2, rating_mw: 10}
  board: {kind: switchgear, rating_mw: 20, transfer: {from: [east, west, sets]}}
halls:
  a: {it_mw: 4, cords: [board]}
  b: {it_mw: 4, cords: [board]}
"""


def outage(
    replication: int, start_h: float, end_h: float, cause: str | None = "board", halls: str = "a"
) -> Outage:
    """An outage of the named halls (one letter each), of which 4 MW are lost per hall."""
    began = None if cause is None else Deviation(cause, 0, "failed", start_h)
    return Outage(
        replication=replication,
        index=0,
        start_h=start_h,
        end_h=end_h,
        halls=tuple(HallOutage(hall, start_h, end_h) for hall in halls),
        unserved_mwh=4.0 * len(halls) * (end_h - start_h),
        initiating=began,
        deviations=() if began is None else (began,),
    )


def observed(outages: list[Outage], replications: int = 20, years: float = 10.0, **changes: Any) -> Observed:
    """A run of `replications` horizons with these outages."""
    horizon = 8760.0 * years
    facts: dict[str, Any] = {
        "horizon_h": horizon,
        "ends_h": (horizon,) * replications,
        "outages": tuple(outages),
        "blocks": (BlockCounts(horizon * replications, {}, {}),),
        "halls": ("a", "b"),
        "it_recovery_h": 4.0,
        "it_mw": 8.0,
        "repair_h": 40.0,
        "target_h": 1.6,
    }
    return Observed(**{**facts, **changes})


def block(
    number: int, first: int, replications: int, outages: list[Outage], years: float = 10.0
) -> BlockResult:
    """What the engine would hand back for a block of the made site."""
    return BlockResult(
        block=number,
        first_replication=first,
        ends_h=(8760.0 * years,) * replications,
        outages=tuple(outages),
        groups={
            "east": GroupCounts(failures=20 * replications, repairs=20 * replications),
            "sets": GroupCounts(3, 3, 30 * replications + number, 1, 0, 60.0 * replications + number),
        },
        interruptions={"both": 10 * replications},
        counters=Counters(history_events=5, simpy_events=7, evaluations=3, streams=2, states=4),
    )


def result(outages: list[Outage], replications: int = 200, site: str = SITE, seed: int = 1) -> Result:
    """A whole result of the made site from two blocks; outages must be in order of replication."""
    half = replications // 2
    blocks = [
        block(0, 0, half, [o for o in outages if o.replication < half]),
        block(1, half, replications - half, [o for o in outages if o.replication >= half]),
    ]
    return result_of(scenario_from_text(site, "made.yaml"), seed, blocks)
