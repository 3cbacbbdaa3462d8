"""Small sites for engine tests, and the engine called directly on them."""

from __future__ import annotations

from dcsim.engine import Block, Record, simulate
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timeline_of
from dcsim.scenario import scenario_from_text

SECOND = 1 / 3600
MINUTE = 1 / 60


def run(text: str, *, replications: int = 1, seed: int = 1, size: int | None = None) -> BlockResult:
    """One block of a scenario given as text, everything recorded; without one it gets a head (`format`, `site`)."""
    head = "" if text.lstrip().startswith("format:") else "format: 1\nsite: {name: made}\n"
    scenario = scenario_from_text(head + text)
    return simulate(
        build(scenario.model),
        timeline_of(scenario.model),
        Block(number=0, size=size or replications, used=replications, first_replication=0),
        Record(levels=True, events=True),
        seed=seed,
        replays=scenario.replays,
    )


def outages(result: BlockResult) -> list[tuple[float, float]]:
    """(start, end) of each outage in hours, rounded to a microsecond."""
    return [(round(o.start_h, 9), round(o.end_h, 9)) for o in result.outages]


def happened(result: BlockResult, *kinds: str) -> list[tuple[float, str, int]]:
    """(time h, kind, unit) of the events of these kinds, in order."""
    return [(round(e.time_h, 9), e.kind, e.unit) for e in result.events if e.kind in kinds]
