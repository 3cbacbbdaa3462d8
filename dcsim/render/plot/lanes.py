"""What each group did over the time of a story, as bars: from the events of its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dcsim.records import Event, StoreLevel
    from dcsim.study.trace import Story

COLOURS = {
    "on line": "#3a7d44",
    "starting": "#e3b23c",
    "on battery": "#6a8caf",
    "stopped": "#8d99ae",
    "open, stuck or empty": "#7b4b94",
    "shed by contract": "#b8b08d",
    "in maintenance": "#c9a227",
    "failed or interrupted": "#b5451b",
    "down": "#c1121f",
}
"""States a lane can show; nothing drawn: in its normal state."""

_STATES = {
    "failed": "failed or interrupted",
    "failed-unseen": "failed or interrupted",
    "found-failed": "failed or interrupted",
    "replaced": "failed or interrupted",
    "interrupted": "failed or interrupted",
    "in-maintenance": "in maintenance",
    "failed-to-start": "failed or interrupted",
    "failed-running": "failed or interrupted",
    "failed-to-restart": "failed or interrupted",
    "failed-to-transfer": "open, stuck or empty",
    "trip": "open, stuck or empty",
    "bypass": "open, stuck or empty",
    "store-empty": "open, stuck or empty",
    "out-of-fuel": "open, stuck or empty",
    "day-tank-empty": "open, stuck or empty",
    "out-of-water": "open, stuck or empty",
    "buffer-empty": "open, stuck or empty",
    "stop": "stopped",
    "start": "starting",
    "on-line": "on line",
    "shed": "shed by contract",
    "hall-down": "down",
}
_OF_SETS = ("start", "on-line", "failed-to-start", "failed-running", "found-failed")
_ENDS = {
    "repaired": (
        "failed",
        "failed-unseen",
        "found-failed",
        "replaced",
        "failed-to-start",
        "failed-running",
        "failed-to-restart",
    ),
    "restored": ("interrupted",),
    "maintained": ("in-maintenance",),
    "freed": ("failed-to-transfer",),
    "reset": ("trip", "bypass"),
    "charging": ("store-empty",),
    "refuelled": ("out-of-fuel", "day-tank-empty"),
    "refilled": ("out-of-water",),
    "filling": ("buffer-empty",),
    "restart": ("stop",),
    "unshed": ("shed",),
    "hall-up": ("hall-down",),
    "on-line": ("start",),
    "failed-to-start": ("start",),
    "found-failed": ("start", "failed-unseen"),
    "failed-running": ("on-line", "start"),
}
"""Which states of the same unit an event ends."""


class Bar(NamedTuple):
    """A stretch of one lane in one state, h."""

    begin_h: float
    end_h: float
    state: str


class _Open(NamedTuple):
    name: str
    unit: int
    kind: str


def lanes_of(story: Story) -> Mapping[str, Sequence[Bar]]:
    """Bars by lane: interruptions and failures first, then sets, stores and machines, halls last.

    What was under way when the story begins is taken from the deviations open at the outage's start.
    """
    began = {
        _Open(one.name, one.unit, one.kind): one.since_h
        for one in story.outage.deviations
        if one.since_h < story.begins_h and one.kind in _STATES
    }
    lanes: dict[str, list[Bar]] = {}
    trips = {(event.name, event.time_h) for event in story.events if event.kind == "trip"}
    for event in story.events:
        if event.kind == "opened" and (event.name, event.time_h) in trips:
            continue  # the sets behind a breaker that tripped go on running
        for which in [which for which in began if _is_ended(which, event)]:
            _close(lanes, story, which, began.pop(which), event.time_h)
        if event.kind in _STATES:
            began.setdefault(_Open(event.name, event.unit, event.kind), event.time_h)
    for which, since in began.items():
        _close(lanes, story, which, since, story.ends_h)
    _batteries(lanes, story.levels)
    return dict(sorted(lanes.items(), key=lambda lane: _place(story, *lane)))


def _is_ended(which: _Open, event: Event) -> bool:
    if which.name != event.name:
        return False
    if event.kind in ("opened", "out-of-fuel"):
        return which.kind == "on-line" or (which.kind == "start" and event.kind == "out-of-fuel")
    same = which.unit == event.unit or which.kind in ("trip", "bypass")
    return same and which.kind in _ENDS.get(event.kind, ())


def _close(lanes: dict[str, list[Bar]], story: Story, which: _Open, begin: float, end: float) -> None:
    is_set = which.kind in _OF_SETS and which.unit >= 0
    lane = f"{which.name} {which.unit + 1}" if is_set else which.name
    lanes.setdefault(lane, []).append(Bar(max(begin, story.begins_h), end, _STATES[which.kind]))


def _batteries(lanes: dict[str, list[Bar]], levels: Sequence[StoreLevel]) -> None:
    """While the level of a battery falls, its UPS lives on it."""
    before: dict[str, StoreLevel] = {}
    for level in levels:
        last = before.get(level.store)
        if last is not None and level.level < last.level and "/" not in level.store:
            lanes.setdefault(level.store, []).append(Bar(last.time_h, level.time_h, "on battery"))
        before[level.store] = level


def _place(story: Story, lane: str, bars: Sequence[Bar]) -> tuple[int, float, str]:
    """Interruptions and failures by time, then sets, batteries, machines; halls last."""
    states = {bar.state for bar in bars}
    if lane in story.halls:
        rank = 4
    elif states & {"on line", "starting"}:
        return 1, 0.0, _natural(lane)
    elif states <= {"failed or interrupted"}:
        return 0, min(bar.begin_h for bar in bars), lane
    else:
        rank = 2 if "on battery" in states or "open, stuck or empty" in states else 3
    return rank, 0.0, _natural(lane)


def _natural(lane: str) -> str:
    """Unit 10 after unit 9."""
    name, _, number = lane.rpartition(" ")
    return f"{name} {int(number):06d}" if number.isdigit() else lane
