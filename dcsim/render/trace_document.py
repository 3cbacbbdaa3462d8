"""The story of one outage as a JSON document: times in full, so that they can be compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import Field

from dcsim.render.json_text import SIGNIFICANT, schema_of, version
from dcsim.render.parts import Part, ScenarioPart, scenario_part
from dcsim.render.trace import SECONDS, instants, origin_h, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dcsim.records import CauseShare, Deviation, Event
    from dcsim.study.trace import Story

SCHEMA = "dcsim-trace/1"


class EventPart(Part):
    """What happened to whom; units count from 0, -1 is the whole group."""

    time_h: float
    after_s: float
    """Seconds since the initiating event."""
    kind: str
    name: str
    unit: int
    words: str
    halls_down: int
    levels: dict[str, float]
    """Stores that are not full: share of a full one, by name."""


class DeviationPart(Part):
    name: str
    unit: int
    kind: str
    since_h: float


class CutPart(Part):
    """A stretch of the outage and the minimal cut that explains it."""

    hours: float
    initiating: DeviationPart
    barrier: DeviationPart | None
    cut: list[DeviationPart]


class TraceDocument(Part):
    """How one outage came about."""

    schema_: str = Field(alias="schema")
    dcsim: str
    scenario: ScenarioPart
    seed: int
    outage: str
    start_h: float
    end_h: float
    unserved_mwh: float
    halls: dict[str, list[tuple[float, float]]]
    """By hall: [start_h, end_h] of each time it was down."""
    events: list[EventPart]
    causes: list[CutPart]


def to_json(story: Story) -> str:
    """The story as text: JSON with two spaces of indent and a final line end; times in full."""
    outage = story.outage
    halls: dict[str, list[tuple[float, float]]] = {}
    for one in outage.halls:
        halls.setdefault(one.hall, []).append((one.start_h, one.end_h))
    found = TraceDocument(
        schema=SCHEMA,
        dcsim=version(),
        scenario=scenario_part(story.scenario),
        seed=story.seed,
        outage=outage.name,
        start_h=outage.start_h,
        end_h=outage.end_h,
        unserved_mwh=float(f"{outage.unserved_mwh:.{SIGNIFICANT}g}"),
        halls=dict(sorted(halls.items())),
        events=[
            _event_part(story, event, down, levels)
            for _, events, down, levels in instants(story)
            for event in events
        ],
        causes=[_cut_part(share) for share in outage.causes],
    )
    plain = found.model_dump(mode="json", by_alias=True)
    return json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def schema_text() -> str:
    """The JSON schema of the document, as committed in docs/."""
    return schema_of(TraceDocument)


def _event_part(story: Story, event: Event, down: int, levels: Mapping[str, float]) -> EventPart:
    return EventPart(
        time_h=event.time_h,
        after_s=(event.time_h - origin_h(story)) * SECONDS,
        kind=event.kind,
        name=event.name,
        unit=event.unit,
        words=words(story, event.kind, event.name, event.unit),
        halls_down=down,
        levels={name: float(f"{level:.{SIGNIFICANT}g}") for name, level in levels.items()},
    )


def _deviation(one: Deviation) -> DeviationPart:
    return DeviationPart(name=one.name, unit=one.unit, kind=one.kind, since_h=one.since_h)


def _cut_part(share: CauseShare) -> CutPart:
    return CutPart(
        hours=share.hours,
        initiating=_deviation(share.initiating),
        barrier=None if share.barrier is None else _deviation(share.barrier),
        cut=[_deviation(one) for one in share.cut],
    )
