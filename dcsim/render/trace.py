"""The story of one outage, as a planner reads it: what happened when, and the cut that explains it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from dcsim.measures.causes import label
from dcsim.render.figures import WIDTH, plain, wrap
from dcsim.render.parts import applied

if TYPE_CHECKING:
    from dcsim.records import Deviation, Event, StoreLevel
    from dcsim.study.trace import Story


class Told(Protocol):
    """Events and store levels by time, and the inputs of every switch by name."""

    @property
    def events(self) -> tuple[Event, ...]: ...
    @property
    def levels(self) -> tuple[StoreLevel, ...]: ...
    @property
    def inputs(self) -> Mapping[str, tuple[str, ...]]: ...


SECONDS = 3600.0
_WHOLE = ("interrupted", "restored", "sagged", "transfer", "move")
"""Kinds of events whose unit is no machine."""
_DAYS = 365

WORDS = {
    "failed": "fails",
    "failed-unseen": "fails, and nobody knows",
    "found-failed": "is found to have failed before",
    "replaced": "is replaced with its assembly",
    "broken-off": "test broken off",
    "interrupted": "interrupted",
    "sagged": "voltage sag",
    "repaired": "repaired",
    "in-maintenance": "taken out for maintenance",
    "maintained": "back from maintenance",
    "restored": "interruption over",
    "start": "ordered to start",
    "on-line": "on line",
    "failed-to-start": "does not start",
    "failed-running": "fails while running",
    "opened": "breaker opens",
    "closed": "breaker closes",
    "trip": "trips on overload",
    "bypass": "goes to bypass on overload",
    "reset": "in service again after its trip",
    "failed-to-transfer": "does not transfer",
    "freed": "moved by hand",
    "disconnected": "waits for its load block",
    "connected": "connected to what feeds it",
    "store-empty": "battery empty",
    "charging": "battery charges again",
    "out-of-fuel": "out of fuel",
    "day-tank-empty": "have let the day tank run dry",
    "truck": "fuel truck arrives",
    "refuelled": "has fuel again",
    "out-of-water": "out of water",
    "refilled": "has water again",
    "buffer-empty": "buffer empty",
    "filling": "buffer fills again",
    "stop": "stops",
    "restart": "runs again",
    "failed-to-restart": "does not restart",
    "too-hot": "too hot",
    "cool": "cool enough again",
    "demand": "changes with the hour",
    "shed": "shed, as its contract allows",
    "unshed": "has its load back",
    "hall-down": "DOWN",
    "hall-up": "up again",
}
"""What happened, in words, by kind of event."""


def trace_text(story: Story) -> str:
    """The story in lines of at most 100 columns, ending in a line end."""
    outage = story.outage
    site = story.scenario.model.site.name + applied(story.scenario)
    head = wrap(f"{site}: outage {outage.name} of the run with seed {story.seed}")
    head += wrap(
        f"from {when(story, outage.start_h)} for {span(outage.length_h * SECONDS)}; "
        f"{len({one.hall for one in outage.halls})} of {len(story.halls)} halls, "
        f"{plain(outage.unserved_mwh)} MWh not served"
    )
    lines = [line for instant in instants(story) for line in _instant(story, *instant)]
    return "\n".join([*head, "", *_before(story), *lines, "", *_causes(story)]) + "\n"


def instants(story: Told) -> Iterator[tuple[float, list[Event], int, Mapping[str, float]]]:
    """(time h, events, halls down after them, levels of stores that are not full), by time."""
    down: set[str] = set()
    levels: dict[str, float] = {}
    at = iter(story.levels)
    ahead = next(at, None)
    for time, same in groupby(story.events, key=lambda event: event.time_h):
        events = list(same)
        for event in events:
            if event.kind == "hall-down":
                down.add(event.name)
            elif event.kind == "hall-up":
                down.discard(event.name)
        while ahead is not None and ahead.time_h <= time:
            levels[ahead.store] = ahead.level
            ahead = next(at, None)
        yield time, events, len(down), {name: level for name, level in levels.items() if level < 1.0}


def words(story: Told, kind: str, name: str, unit: int) -> str:
    """What happened, as a planner says it."""
    if kind not in ("transfer", "move"):
        return WORDS.get(kind, kind)
    if name not in story.inputs:
        return "closes" if unit else "opens"
    source = story.inputs[name][unit] if unit >= 0 else "none"
    return f"moves to {source}" + (" without a break" if kind == "move" else "")


def origin_h(story: Story) -> float:
    """When the initiating event was; the outage's own start where there is none."""
    causes = story.outage.causes
    return causes[0].initiating.since_h if causes else story.outage.start_h


def when(story: Story, time_h: float) -> str:
    """Date and clock where the horizon has a start, and the hour of the horizon."""
    hour = f"hour {time_h:,.4f}"
    start = story.scenario.model.horizon.start
    if start is None:
        return hour
    tenths = round(time_h * SECONDS * 10)
    seconds, tenth = divmod(tenths, 10)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, clock = divmod(hours, 24)
    # a model year has 365 days: there is no 29 February
    new_year = datetime.date(2001, 1, 1)
    first = datetime.date(2001, start.month, min(start.day, 28) if start.month == 2 else start.day)
    years, day = divmod((first - new_year).days + days, _DAYS)
    date = new_year + datetime.timedelta(days=day)
    return f"{start.year + years}-{date:%m-%d} {clock:02d}:{minute:02d}:{second:02d}.{tenth} ({hour})"


def span(seconds: float) -> str:
    """A length of time in the unit that suits it."""
    size = abs(seconds)
    if size < 120:
        return f"{seconds:.1f} s"
    if size < 2 * SECONDS:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / SECONDS:.1f} h" if size < 72 * SECONDS else f"{seconds / SECONDS / 24:.1f} d"


# ---------------------------------------------------------------------- lines


def _before(story: Story) -> list[str]:
    """What the story rests on that lies before its first line."""
    early = {one for share in story.outage.causes for one in share.cut if one.since_h < story.begins_h}
    return [
        f"{when(story, one.since_h)}  {_labelled(one)}" for one in sorted(early, key=lambda one: one.since_h)
    ]


def _instant(
    story: Story, time: float, events: Sequence[Event], down: int, levels: Mapping[str, float]
) -> list[str]:
    after = (time - origin_h(story)) * SECONDS
    head = f"{when(story, time)}  {after:+,.1f} s  halls down: {down}"
    stores = in_stores(levels)
    lines = [f"{head}  {stores}"] if len(head) + len(stores) + 2 <= WIDTH else [head, f"    {stores}"]
    return lines + happenings(story, events)


def happenings(story: Told, events: Sequence[Event]) -> list[str]:
    """What happened at one instant: a line for each thing that did, and to whom."""
    lines: list[str] = []
    for said, same in groupby(events, key=lambda event: _said(story, event)):
        units: dict[str, list[int]] = {}
        for event in same:
            units.setdefault(event.name, []).append(-1 if event.kind in _WHOLE else event.unit)
        who = ", ".join(_subjects(name, numbers) for name, numbers in units.items())
        lines += wrap(f"    {who}: {said}", hang=6)
    return lines


def _said(story: Told, event: Event) -> str:
    return words(story, event.kind, event.name, event.unit)


def subject(name: str, unit: int) -> str:
    """A group, or one of its units; units are counted from 1 here."""
    return name if unit < 0 else f"{name} unit {unit + 1}"


def _subjects(name: str, units: Sequence[int]) -> str:
    numbers = sorted({unit + 1 for unit in units if unit >= 0})
    if len(numbers) < 2:
        return subject(name, numbers[0] - 1 if numbers else -1)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return f"{name} units " + ", ".join(f"{run[0]}-{run[-1]}" if run[1:] else f"{run[0]}" for run in runs)


def in_stores(levels: Mapping[str, float]) -> str:
    """Tanks one by one, and the lowest battery."""
    said = [f"{name} {_percent(level)}" for name, level in levels.items() if "/" in name]
    batteries = {name: level for name, level in levels.items() if "/" not in name}
    if batteries:
        lowest = min(batteries, key=lambda name: batteries[name])
        said.append(f"lowest battery {lowest} {_percent(batteries[lowest])}")
    return "; ".join(said) or "stores full"


def _percent(level: float) -> str:
    return f"{100 * level:.1f} %"


def _causes(story: Story) -> list[str]:
    lines = []
    for share in story.outage.causes:
        lines += wrap(f"{span(share.hours * SECONDS)} explained by this minimal cut:")
        for one in share.cut:
            lines.append(f"    {when(story, one.since_h)}  {_labelled(one)}")
        barrier = "nothing stood behind it" if share.barrier is None else _labelled(share.barrier)
        lines += wrap(f"initiating event: {_labelled(share.initiating)}; missing barrier: {barrier}", "  ")
    return lines


def _labelled(one: Deviation) -> str:
    return label(one) if one.unit < 0 or one.kind in _WHOLE else f"{label(one)} (unit {one.unit + 1})"
