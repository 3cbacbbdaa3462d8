"""The answer of `dcsim capacity` as a planner reads it: in the order of the questions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from dcsim.measures.capacity import NEVER, QUANTILES
from dcsim.render.capacity.against import against_lines
from dcsim.render.capacity.dates import month_names, month_of_hour, months_of, name_of_number
from dcsim.render.capacity.outside_text import energy_lines, grid_lines, money_lines, order_lines
from dcsim.render.figures import figure, percent, rounded, wrap
from dcsim.render.parts import applied

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.capacity import Bands, Late, Reached
    from dcsim.study.capacity import Against, Capacity, Filling, Total

_LABEL = 26
_COLUMNS = ("installed", "usable", "sold", "peak", "headroom")
_COLUMN = 11
_ABBREVIATED = {"ups": "UPS", "pdus": "PDU", "cdus": "CDU", "ats": "ATS", "sts": "STS"}
_NOTHING_MW = 0.005
"""Less is not told: two decimals are."""
MOST_YEARS = 12
"""Rows of the table by year; a longer horizon is told every second, third, … year."""


def capacity_text(result: Capacity, against: Against | None = None) -> str:
    """The whole answer in plain text, ending in a line end; with what is different from a base, if given."""
    sections = [
        _title(result),
        against_lines(against),
        _sold_out(result),
        _full(result),
        _by_year(result),
        _stranded(result),
        _phases(result),
        _late(result),
        money_lines(result),
        grid_lines(result),
        order_lines(result),
        energy_lines(result),
        _granted(result),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _title(result: Capacity) -> list[str]:
    rolled = result.rolled
    name = result.scenario.model.site.name + applied(result.scenario)
    amount = f"{result.replications:,} replications, seed {result.seed}"
    if not result.chance:
        amount = "no chance in the plan: one replication is all replications"
    return [
        *wrap(f"{name}: rollout and capacity, without failures"),
        *wrap(f"{rolled.months} months from {month_names(result)[0]}, {amount}", hang=0),
        *wrap(
            f"usable: with the redundancy of '{result.keeps}' kept; "
            f"{rolled.oversubscription:g} MW of contracts may be sold for each usable MW"
        ),
    ]


# when


def _sold_out(result: Capacity) -> list[str]:
    return [
        "When is it sold out? (contracts reach what may be sold)",
        *_filling(result, result.sold_out, "contracts"),
        *_oversold(result),
    ]


def _oversold(result: Capacity) -> list[str]:
    """When contracts exceed most what may be sold, at P50."""
    row = result.by_month["oversold"].p50
    most = int(row.argmax()) if len(row) else 0
    if not len(row) or row[most] < _NOTHING_MW:
        return []
    months, name = int((row > _NOTHING_MW).sum()), month_names(result)[most]
    words = f"by {_mw(float(row[most]))} MW at most, in {name}; in {months} months in all"
    return _line("contracts are above it", words + " (P50)" * result.chance)


def _full(result: Capacity) -> list[str]:
    lines = ["When is it full, and of what? (the coincident peak of a month reaches what is usable)"]
    lines += _filling(result, result.load_full, "the peak")
    shares = [
        f"{words_of(name)} {_share(share)}" if result.chance else name
        for name, share in result.load_full.of.items()
    ]
    return lines + (_line("of what", ", ".join(shares)) if shares else [])


def _filling(result: Capacity, filling: Filling, what: str) -> list[str]:
    if not filling.first.probability.value:
        seen = "" if not result.chance else f" in any of {result.replications:,} replications"
        return [f"  not within the horizon{seen}"]
    lines = _when(result, "first", filling.first) + _when(result, "for good", filling.for_good)
    if result.chance:
        planned = name_of_number(result, filling.planned_month) or NEVER
        lines += _line("to plan with", f"{planned} (P90 of {what})")
    return lines


def _when(result: Capacity, label: str, reached: Reached) -> list[str]:
    if not reached.probability.value:
        return _line(label, NEVER)
    if not result.chance:
        return _line(label, f"{months_of(result, reached.months['p50'])[0]}")
    return _line(label, f"{_dates(result, reached.months)}; reached in {_share(reached.probability)}")


def _line(label: str, words: str) -> list[str]:
    """A label and what is said of it, on as many lines as it takes."""
    return wrap(f"  {label:<{_LABEL}}{words}", hang=2 + _LABEL)


def words_of(stage: str) -> str:
    """A stage as it is written in a sentence."""
    return _ABBREVIATED.get(stage, stage.replace("_", " "))


def _dates(result: Capacity, quantiles: Mapping[str, Estimate]) -> str:
    """P50 with P10 and P90 in brackets; one month where they are the same."""
    beyond = f"after {month_names(result)[-1]}"
    p10, p50, p90 = (months_of(result, quantiles[name])[0] or beyond for name in QUANTILES)
    return p50 if p10 == p50 == p90 else f"{p50} (P10 {p10}, P90 {p90})"


def _share(share: Estimate) -> str:
    """A share of the replications, "all" and "none" with what they allow."""
    if share.low == share.high and share.value is not None:
        return percent(share.value)
    if share.value == 1 and share.low is not None:
        return f"all (at least {percent(share.low)})"
    if share.value == 0 and share.high is not None:
        return f"none (at most {percent(share.high)})"
    return figure(share, " %")


# by year


def _by_year(result: Capacity) -> list[str]:
    """The last month of each year; P10 and P90 below the P50 where replications differ."""
    spread = " (P50; P10 and P90 below where they differ)" if result.chance else ""
    head = "".join(f"{name:>{_COLUMN}}" for name in _COLUMNS)
    lines = [
        f"Year by year, MW at the end of the month{spread}",
        f"  {'month':<13}{head}  {'N+x':<6}binds",
    ]
    for month in year_ends(result.rolled.months):
        lines += _year(result, month)
    return lines


def _year(result: Capacity, month: int) -> list[str]:
    rows = {name: _cells(result, name, month) for name in QUANTILES}
    name = month_names(result)[month]
    spare, stage = _spare(result, "p50", month), _binding(result, month)
    if len(set(rows.values())) == 1:
        return [f"  {name:<13}{rows['p50']}  {spare:<6}{stage}"]
    below = [
        f"  {'':<9}{word.upper():<4}{rows[word]}  {_spare(result, word, month)}" for word in ("p10", "p90")
    ]
    return [f"  {name:<9}{'P50':<4}{rows['p50']}  {spare:<6}{stage}", *below]


def _cells(result: Capacity, quantile: str, month: int) -> str:
    values = (float(getattr(result.by_month[name], quantile)[month]) for name in _COLUMNS)
    return "".join(f"{_mw(value):>{_COLUMN}}" for value in values)


def year_ends(months: int) -> list[int]:
    """The last month of each year of the horizon and the very last, so many that a page holds them."""
    step = 12 * max(1, math.ceil(months / 12 / MOST_YEARS))
    return sorted({*range(step - 1, months, step), months - 1})


def _band(bands: Bands, month: int) -> str:
    p10, p50, p90 = (_mw(float(row[month])) for row in (bands.p10, bands.p50, bands.p90))
    return p50 if p10 == p50 == p90 else f"{p50} ({p10}, {p90})"


def _mw(value: float) -> str:
    return rounded(value + 0.0, 1 if abs(value) >= 100 else 2)


def _spare(result: Capacity, quantile: str, month: int) -> str:
    value = float(getattr(result.spare, quantile)[month])
    return "-" if math.isnan(value) else "short" if value < 0 else f"N+{value:.0f}"


def _binding(result: Capacity, month: int) -> str:
    found = result.binding[month]
    if found is None:
        return "nothing in service"
    stage = words_of(found.stage)
    return stage if found.share == 1 else f"{stage} ({percent(found.share)})"


def _stranded(result: Capacity) -> list[str]:
    """What lies idle: in the month it is first full in the middle case, else in the last one."""
    middle = result.load_full.first.months["p50"].value
    month = result.rolled.months - 1 if middle is None else int(middle)
    when = "the last month" if middle is None else "when it is full"
    spread = "; P50 and P10, P90" if result.chance else ""
    lines = [f"What is stranded, MW, in {month_names(result)[month]} ({when}{spread})"]
    for label, name in (("sold and not drawn", "undrawn"), ("not sold", "unsold")):
        lines.append(f"  {label:<{_LABEL}}{_band(result.by_month[name], month)}")
    lines.append("  by stage, what it could serve beyond what is usable")
    rows = [(name, bands) for name, bands in result.stranded.items() if np.isfinite(bands.p50[month])]
    for name, bands in sorted(rows, key=lambda row: (-float(row[1].p50[month]), row[0])):
        beyond = "0: this binds" if bands.p10[month] == bands.p90[month] == 0 else _band(bands, month)
        lines.append(f"    {words_of(name):<{_LABEL - 2}}{beyond}")
    return lines


# late phases


def _phases(result: Capacity) -> list[str]:
    if not result.phases:
        return []
    lines = ["When do the phases come?"]
    for name, dates in result.phases.items():
        words = f"planned {month_of_hour(result, dates.planned_h)}, ready {_dates(result, dates.ready_h)}"
        if result.chance and dates.on_time.value != 1:
            words += f"; on time in {_share(dates.on_time)}, late by {figure(dates.late_months)} months"
        lines += _line(name, words)
    return lines


def _late(result: Capacity) -> list[str]:
    lines = ["What do late phases and full halls cost?"]
    lines += _total(result, "shortfall", result.shortfall)
    if result.first_short.probability.value:
        lines += _when(result, "first shortfall", result.first_short)
    lines += _total(result, "waiting contracts", result.unserved)
    for name in _last(result):
        lines.append(f"  by how late '{name}' is: shortfall and waiting contracts, MW·months")
        lines += [_late_row(one) for one in result.late[name]]
    return lines


def _last(result: Capacity) -> list[str]:
    """Of the phases that may be late those planned for last; the document has all."""
    if not result.chance:
        return []
    planned = {name: result.phases[name].planned_h for name in result.late}
    return [name for name, hour in planned.items() if hour == max(planned.values())]


def _total(result: Capacity, label: str, total: Total) -> list[str]:
    if not total.any.value:
        seen = "none"
        if result.chance and total.any.high is not None:
            seen += f" in {result.replications:,} replications (at most {percent(total.any.high)} have any)"
        return _line(label, seen)
    words = f"{_amount(total.mean)} MW·months"
    if result.chance:
        words = figure(total.mean, " MW·months")
        p90 = total.quantiles["p90"].value
        words += f"; any in {_share(total.any)}; P90 {_mw(p90 or 0.0)}"
    return _line(label, words)


def _late_row(late: Late) -> str:
    return (
        f"    {_bin(late):<{_LABEL - 2}}{_amount(late.shortfall):<22}{_amount(late.unserved):<22}"
        f"in {_share(late.share)}"
    )


def _bin(late: Late) -> str:
    if late.on_time:
        return "on time"
    if math.isinf(late.up_to):
        return f"over {late.above:g} months"
    return f"up to {late.up_to:g} months" if late.above < 1 else f"{late.above:g} to {late.up_to:g} months"


def _amount(estimate: Estimate) -> str:
    if not estimate.value:
        return "0"
    if estimate.low == estimate.high:  # not known, or exact
        return _mw(estimate.value)
    return figure(estimate)


def _granted(result: Capacity) -> list[str]:
    return ["Taken for granted", *(line for note in result.notes for line in wrap(f"  - {note}", hang=4))]
