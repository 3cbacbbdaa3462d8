"""The answer of `dcsim capacity` as a planner reads it: in the order of the questions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dcsim.measures.capacity import NEVER
from dcsim.render.capacity.against import against_lines
from dcsim.render.capacity.by_year import by_year_lines, stranded_lines
from dcsim.render.capacity.dates import month_names, month_of_hour, months_of, name_of_number
from dcsim.render.capacity.outside_text import energy_lines, grid_lines, money_lines, order_lines
from dcsim.render.capacity.words import LABEL, dates, line, mw, share, words_of
from dcsim.render.figures import count, figure, in_sections, percent, wrap
from dcsim.render.parts import applied

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.capacity import Late, Reached
    from dcsim.study.capacity import Against, Capacity, Filling, Total

_NOTHING_MW = 0.005
"""Less is not told: two decimals are."""


def capacity_text(result: Capacity, against: Against | None = None) -> str:
    """The whole answer in plain text, ending in a line end; with what is different from a base, if given."""
    sections = [
        _title(result),
        against_lines(against),
        _sold_out(result),
        _full(result),
        by_year_lines(result),
        stranded_lines(result),
        _phases(result),
        _late(result),
        money_lines(result),
        grid_lines(result),
        order_lines(result),
        energy_lines(result),
        _granted(result),
    ]
    return in_sections(sections)


def _title(result: Capacity) -> list[str]:
    rolled = result.rolled
    name = result.scenario.model.site.name + applied(result.scenario)
    amount = f"{count(result.replications, 'replication')}, seed {result.seed}"
    if not result.chance:
        amount = "no chance in the plan: one replication is all replications"
    return [
        *wrap(f"{name}: rollout and capacity, without failures"),
        *wrap(f"{count(rolled.months, 'month')} from {month_names(result)[0]}, {amount}", hang=0),
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
    words = f"by {mw(float(row[most]))} MW at most, in {name}; in {count(months, 'month')} in all"
    return line("contracts are above it", words + " (P50)" * result.chance)


def _full(result: Capacity) -> list[str]:
    lines = ["When is it full, and of what? (the coincident peak of a month reaches what is usable)"]
    lines += _filling(result, result.load_full, "the peak")
    shares = [
        f"{words_of(name)} {share(part)}" if result.chance else words_of(name)
        for name, part in result.load_full.of.items()
    ]
    return lines + (line("of what", ", ".join(shares)) if shares else [])


def _filling(result: Capacity, filling: Filling, what: str) -> list[str]:
    if not filling.first.probability.value:
        seen = "" if not result.chance else f" in any of {count(result.replications, 'replication')}"
        return [f"  not within the horizon{seen}"]
    lines = _when(result, "first", filling.first) + _when(result, "for good", filling.for_good)
    if result.chance:
        planned = name_of_number(result, filling.planned_month) or NEVER
        lines += line("to plan with", f"{planned} (P90 of {what})")
    return lines


def _when(result: Capacity, label: str, reached: Reached) -> list[str]:
    if not reached.probability.value:
        return line(label, NEVER)
    if not result.chance:
        return line(label, f"{months_of(result, reached.months['p50'])[0]}")
    return line(label, f"{dates(result, reached.months)}; reached in {share(reached.probability)}")


# late phases


def _phases(result: Capacity) -> list[str]:
    if not result.phases:
        return []
    lines = ["When do the phases come?"]
    for name, phase in result.phases.items():
        words = f"planned {month_of_hour(result, phase.planned_h)}, ready {dates(result, phase.ready_h)}"
        if result.chance and phase.on_time.value != 1:
            words += f"; on time in {share(phase.on_time)}, late by {figure(phase.late_months)} months"
        lines += line(name, words)
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
            drawn = count(result.replications, "replication")
            seen += f" in {drawn} (at most {percent(total.any.high)} have any)"
        return line(label, seen)
    words = f"{_amount(total.mean)} MW·months"
    if result.chance:
        words = figure(total.mean, " MW·months")
        p90 = total.quantiles["p90"].value
        words += f"; any in {share(total.any)}; P90 {mw(p90 or 0.0)}"
    return line(label, words)


def _late_row(late: Late) -> str:
    return (
        f"    {_bin(late):<{LABEL - 2}}{_amount(late.shortfall):<22}{_amount(late.unserved):<22}"
        f"in {share(late.share)}"
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
        return mw(estimate.value)
    return figure(estimate)


def _granted(result: Capacity) -> list[str]:
    rests = len(result.assumptions)
    assumed = [f"rests on {count(rests, 'assumption')} about the plan, climate and prices: dcsim show"] * (
        rests > 0
    )
    return [
        *assumed,
        "Taken for granted",
        *(line for note in result.notes for line in wrap(f"  - {note}", hang=4)),
    ]
