"""Why a run ended, and how much more it would have taken: in sentences, and in the JSON document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dcsim.measures.intervals import CONFIDENCE
from dcsim.render.figures import at_most
from dcsim.render.parts import Part
from dcsim.study.stopping.needed import ENOUGH_OUTAGES

if TYPE_CHECKING:
    from dcsim.study import Result
    from dcsim.study.stopping import Needed, Stop

YEAR_H = 8760.0


class NeededPart(Part):
    """Site-years that would be needed in all: an estimate, or with `at_least` a bound."""

    site_years: float
    at_least: bool


class StoppingPart(Part):
    """What was to end the run, whether it did (`satisfied`), and what the rest would have taken.

    `precision` is what was asked for as a share of service downtime, `aim` what `for_precision` stands for;
    `site_years` the most there could be. Intervals are computed at `interval_confidence`, so that those of
    95 % of runs cover wherever they end. `for_precision` and `for_decision` are null where it is there, or
    never will be. `repeatable`: whether the same options give the same end on any machine.
    """

    satisfied: bool
    precision: float | None
    until_decided: bool
    site_years: float
    max_seconds: float | None
    looks: int
    interval_confidence: float
    relative_half_width: float | None
    aim: float
    for_precision: NeededPart | None
    for_decision: NeededPart | None
    repeatable: bool
    words: list[str]


def stopping_part(result: Result) -> StoppingPart:
    """The end of a run in the shape of the document."""
    stop, rule = result.stop, result.stop.ending.rule
    return StoppingPart(
        satisfied=stop.ending.satisfied,
        precision=rule.precision,
        until_decided=rule.until_decided,
        site_years=rule.replications * result.observed.horizon_h / YEAR_H,
        max_seconds=rule.max_seconds,
        looks=stop.ending.looks,
        interval_confidence=stop.ending.confidence,
        relative_half_width=stop.relative_half_width,
        aim=stop.aim,
        for_precision=_needed(stop.precision),
        for_decision=_needed(stop.decision),
        repeatable=rule.max_seconds is None and stop.ending.by != "interrupted",
        words=why_it_stopped(result),
    )


def _needed(needed: Needed | None) -> NeededPart | None:
    return None if needed is None else NeededPart(site_years=needed.site_years, at_least=needed.at_least)


def why_it_stopped(result: Result) -> list[str]:
    """Sentences for a planner: the end, what more it would have taken, and where too little was seen."""
    stop = result.stop
    said = [_end(result)]
    if stop.ending.by in ("seconds", "interrupted"):
        said.append(
            "How far a run comes in that time depends on the machine; "
            f"--site-years {result.site_years:.12g} gives the same outages anywhere."
        )
    elif stop.ending.confidence >= CONFIDENCE + 0.001:
        looks = stop.ending.looks
        said.append(
            f"It was looked at {'once' if looks == 1 else f'{looks} times'}: intervals are computed at "
            f"{100 * stop.ending.confidence:.3g}%, so that 95% of runs cover wherever they end."
        )
    if stop.precision is not None:
        said.append(_takes(stop.precision, f"±{100 * stop.aim:g}%"))
    if stop.decision is not None:
        said.append(_takes(stop.decision, "a verdict"))
    if not result.observed.ends_at_first_outage and not _enough(result):
        said.append(_too_good(result))
    return said


def _end(result: Result) -> str:
    stop, rule = result.stop, result.stop.ending.rule
    done = f"{result.site_years:,.6g} site-years"
    match stop.ending.by:
        case "precision":
            return f"Precise enough: {_known(stop)}, ±{100 * stop.aim:g}% is enough."
        case "decided":
            return f"Decided: {result.verdict.availability.words}. {_known(stop).capitalize()}."
        case "seconds":
            end = f"The {rule.max_seconds:g} s are over after {done}"
        case "interrupted":
            end = f"Stopped by hand after {done}"
        case _ if rule.fixed:
            return f"All that was asked for is done, {done}" + (
                f": {_known(stop)}." if _measured(result) else "."
            )
        case _:
            end = f"The most there may be, {done}, is done"
    missed = []
    if rule.precision is not None:
        short = "" if stop.relative_half_width is None else f", not to ±{100 * rule.precision:g}%"
        missed.append(_known(stop) + short)
    if rule.until_decided and result.verdict.availability.verdict == "undecided":
        missed.append("the verdict is not decided")
    elif rule.until_decided:
        missed.append(f"the verdict rests on fewer than {ENOUGH_OUTAGES} outages")
    if not missed and _measured(result):
        missed.append(_known(stop))
    return f"{end}: {' and '.join(missed)}." if missed else f"{end}."


def _known(stop: Stop) -> str:
    if stop.relative_half_width is None:
        return "what was seen does not bound service downtime"
    if stop.relative_half_width == 0.0:
        return "service downtime is known exactly, nothing is left to chance"
    return f"service downtime is known to ±{_at_most(stop.relative_half_width)}"


def _measured(result: Result) -> bool:
    return not result.observed.ends_at_first_outage


def _takes(needed: Needed, what: str) -> str:
    amount = f"{needed.site_years:,.0f} site-years"
    if needed.at_least:
        return f"For {what} it takes at least {amount} (estimate)."
    return f"For {what} it takes about {amount} (estimate)."


def _enough(result: Result) -> bool:
    downtime = result.estimates["downtime_h_per_year"]
    return (downtime.events or 0) >= ENOUGH_OUTAGES or (
        downtime.value is not None and downtime.low == downtime.high
    )


def _too_good(result: Result) -> str:
    """What is known of a design that fails too seldom for the run: the rate, and the exact static part."""
    often = result.estimates["outages_per_year"]
    outages = often.events or 0
    seen = f"only {outages} outage{'s' * (outages > 1)} seen" if outages else "no outage seen"
    known = f"{seen}, at most {at_most(often.high)} a year (95%)"
    if not result.stop.ending.satisfied:
        known = f"Service downtime is undecided, too good for this run: {known}"
    known = known[:1].upper() + known[1:]
    alone = result.exact.figures.get("unavailability")
    if alone is None:
        return f"{known}; there is no exact answer for the equipment alone: {result.exact.reason}."
    low, high = alone.low * YEAR_H, alone.high * YEAR_H
    hours = f"{low:.3g}" if f"{low:.3g}" == f"{high:.3g}" else f"{low:.3g} to {high:.3g}"
    return f"{known}; the equipment alone, its sources perfect, is down {hours} h a year (exact)."


def _at_most(share: float) -> str:
    """In percent, rounded up to a tenth or to whole ones, that nothing seems reached which is not."""
    digits = 1 if share <= 0.1 else 0
    return f"{math.ceil(100 * share * 10**digits - 1e-9) / 10**digits:,.{digits}f}%"
