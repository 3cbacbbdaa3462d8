"""How long a site lasts by the month and hour at which its grid goes: the part of a document, and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from dcsim.render.figures import WIDTH, figure, wrap
from dcsim.render.parts import EstimatePart, Part, estimate_part

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.study.survive import AtStart, Start, SurvivalByStart

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ANY = "any"
"""Name of the month or hour in a document where it makes no difference."""
NO_MATTER = "It makes no difference to this site {when} the grid goes."
_WHEN = {
    ("month",): "in which month",
    ("hour",): "at which hour",
    ("month", "hour"): "in which month or hour",
}
_COLUMN = 9


class StartPart(Part):
    """Survival from one start."""

    survives: dict[str, EstimatePart]
    """By hour after the loss: P(no facility outage has begun before it)."""
    lasts: dict[str, EstimatePart]
    """Hours to the first outage: p10 and p50; value null where that is beyond the last hour."""


class ByStartPart(Part):
    """Survival by the month and the hour of the day at which the grid goes."""

    by: list[str]
    """What was asked for: month, hour or both."""
    replications: int
    """Of each start, at least."""
    why: list[str]
    """What depends on the start; empty where nothing does."""
    starts: dict[str, dict[str, StartPart]]
    """By month, 1 to 12, and hour, 0 to 23; `any` where it makes no difference or was not asked for."""


def by_start_part(result: SurvivalByStart) -> ByStartPart:
    """The part of the document."""
    starts: dict[str, dict[str, StartPart]] = {}
    for start, found in result.starts.items():
        starts.setdefault(_key(start.month), {})[_key(start.hour)] = StartPart(
            survives={
                f"{hour:.12g}": estimate_part(one)
                for hour, one in zip(result.hours, found.survives, strict=True)
            },
            lasts={name: estimate_part(one) for name, one in found.lasts.items()},
        )
    return ByStartPart(
        by=list(result.by), replications=result.replications, why=list(result.why), starts=starts
    )


def _key(number: int | None) -> str:
    return ANY if number is None else str(number)


def no_matter(result: SurvivalByStart) -> str:
    """The sentence for a site to which the start makes no difference."""
    return NO_MATTER.format(when=_WHEN[result.by])


def by_start_lines(result: SurvivalByStart) -> list[str]:
    """The answer in lines: what differs, the lowest and highest start, and a table."""
    if not result.why:
        return wrap(no_matter(result))
    lines = [
        f"By when the grid goes (at least {result.replications:,} replications of each start)",
        *wrap(f"  what differs: {'; '.join(result.why)}", hang=4),
        *_ends(result),
    ]
    if None in result.months or None in result.day_hours:
        return [*lines, "", *_by_one(result)]
    return [*lines, "", *_by_both(result, widest(result))]


def _ends(result: SurvivalByStart) -> Iterator[str]:
    """For each duration the worst start and the best one."""
    for number, hour in enumerate(result.hours):
        worst, best = ends(result, number)
        label = f"  up after {hour:.12g} h:"
        if _value(result, worst, number) == _value(result, best, number):
            yield from wrap(f"{label} {_told(result, worst, number)}, whenever it goes", hang=4)
        else:
            low, high = (f"{_told(result, one, number)} {when(one)}" for one in (worst, best))
            yield from wrap(f"{label} from {low} to {high}", hang=4)


def ends(result: SurvivalByStart, number: int) -> tuple[Start, Start]:
    """The first start with the lowest and with the highest share still up after hour `number` asked for."""
    ordered = sorted(result.starts, key=lambda start: _value(result, start, number))
    highest = _value(result, ordered[-1], number)
    return ordered[0], next(start for start in result.starts if _value(result, start, number) == highest)


def when(start: Start) -> str:
    """A start in words."""
    month = "" if start.month is None else f"in {MONTHS[start.month - 1]}"
    hour = "" if start.hour is None else f"at {start.hour}:00"
    return f"{month} {hour}".strip()


def _told(result: SurvivalByStart, start: Start, number: int) -> str:
    return figure(result.starts[start].survives[number], " %")


def _value(result: SurvivalByStart, start: Start, number: int) -> float:
    return result.starts[start].survives[number].value or 0.0


def widest(result: SurvivalByStart) -> int:
    """The number of the duration for which the start matters most."""
    spread = []
    for number in range(len(result.hours)):
        worst, best = ends(result, number)
        spread.append(_value(result, best, number) - _value(result, worst, number))
    return spread.index(max(spread))


def _by_one(result: SurvivalByStart) -> list[str]:
    """A line for each month or each hour, and a column for each duration."""
    head = "".join(f"{f'{hour:.12g} h':>{_COLUMN}}" for hour in result.hours)
    lines = ["Share still up after, %", f"  {'':<7}{head}"]
    rows = [(_label(start), found) for start, found in result.starts.items()]
    for label, found in _merged(rows):
        lines.append(f"  {label:<7}" + "".join(f"{_percent(one):>{_COLUMN}}" for one in found.survives))
    return lines


def _by_both(result: SurvivalByStart, number: int) -> list[str]:
    """A line for each hour of the day, and a column for each month or run of equal months."""
    by_month = {
        month: [
            _percent(one.survives[number]) for start, one in result.starts.items() if start.month == month
        ]
        for month in result.months
    }
    columns = [
        (_run([MONTHS[(month or 1) - 1] for month, _ in run]), values)
        for values, run in _equal_runs(list(by_month.items()))
    ]
    lines = [f"Share still up after {result.hours[number]:.12g} h, %, by hour of the day"]
    width = max(_COLUMN, *(len(label) + 2 for label, _ in columns))
    most = (WIDTH - 7) // width
    for first in range(0, len(columns), most):
        part = columns[first : first + most]
        lines.append("  " + " " * 5 + "".join(f"{label:>{width}}" for label, _ in part))
        for row, day_hour in enumerate(result.day_hours):
            lines.append(f"  {day_hour!s:>5}" + "".join(f"{values[row]:>{width}}" for _, values in part))
    return lines


def _equal_runs(
    columns: Sequence[tuple[int | None, list[str]]],
) -> Iterator[tuple[list[str], list[tuple[int | None, list[str]]]]]:
    for values, run in groupby(columns, key=lambda one: one[1]):
        yield values, list(run)


def _merged(rows: Sequence[tuple[str, AtStart]]) -> Iterator[tuple[str, AtStart]]:
    """Neighbours that say the same on one line."""
    for _, run in groupby(rows, key=lambda row: [_percent(one) for one in row[1].survives]):
        several = list(run)
        yield _run([label for label, _ in several]), several[0][1]


def _run(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]}-{labels[-1]}"


def _label(start: Start) -> str:
    return MONTHS[start.month - 1] if start.month is not None else f"{start.hour}"


def _percent(one: Estimate) -> str:
    return "?" if one.value is None else f"{100 * one.value:.1f}"
