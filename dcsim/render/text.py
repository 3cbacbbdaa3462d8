"""A run as a planner reads it: plain text, at most 100 columns, no more digits than the interval deserves."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dcsim import measures
from dcsim.render.document import not_modelled
from dcsim.render.doubt import doubt_lines
from dcsim.render.field import SHOWN, field_lines
from dcsim.render.figures import count, figure, in_sections, is_empty, percent, plain, significant, wrap
from dcsim.render.parts import applied
from dcsim.render.stopping import why_it_stopped
from dcsim.study.blocks import replications_for

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures import Cause
    from dcsim.study import Result

TOP_CAUSES = 8
_LABEL = 34
_CAUSE = 50
"""Width of a cause in its table."""
_UNITS = {"1": " %", "h/yr": " h/yr", "1/yr": " a year"}
_HEADLINE = (
    "availability",
    "facility_availability",
    "downtime_h_per_year",
    "facility_downtime_h_per_year",
    "outages_per_year",
    "facility_outages_per_year",
    "outage_h",
)


def run_text(result: Result) -> str:
    """The whole report of a run, ending in a line end."""
    sections = [
        _title(result),
        _uptime(result),
        _verdict(result),
        doubt_lines(result),
        _stop(result),
        _years(result),
        _tenants(result),
        _on_one_cord(result),
        _limits(result),
        field_lines(result),
        _groups(result),
        _further(result),
        _footing(result),
    ]
    return in_sections(sections)


def _title(result: Result) -> list[str]:
    model = result.scenario.model
    target = result.verdict.target
    hours = model.horizon.length_h
    horizon = count(hours / 8760, "year") if hours >= 8760 else f"{hours:g} h"
    aim = (
        f"target {target.name}, {100 * target.availability:.6g} % ({target.downtime_h_per_year:.3g} h a year)"
    )
    amount = (
        f"{plain(result.site_years)} site-years in {count(result.replications, 'replication')} of {horizon}, "
        f"seed {result.seed}, {_driver(result)}"
    )
    return [*wrap(f"{model.site.name}{applied(result.scenario)}: {aim}"), *wrap(amount)]


def _driver(result: Result) -> str:
    driver, reason = result.engine.driver, result.engine.reason
    return f"{driver} driver ({reason})" if driver == "full" else f"{driver} driver"


def _uptime(result: Result) -> list[str]:
    seen = result.estimates
    outages = seen["facility_outages_per_year"].events or 0
    lines = [f"Uptime (modelled causes only; {count(outages, 'facility outage')} seen)"]
    names = [name for name in _HEADLINE if _says_something(result, seen[name])]
    for name in names:
        lines += _row(measures.SITE[name].label, seen[name])
    told = [seen[name] for name in names if not name.startswith("facility_")]
    notes = _unique(estimate.note for estimate in told if not is_empty(estimate))
    return lines + [line for note in notes for line in wrap(f"note: {note}", "  ")]


def _verdict(result: Result) -> list[str]:
    verdict = result.verdict
    lines = [f"Against the target ({verdict.target.name})"]
    lines += wrap(
        f"availability: {verdict.availability.words}. {_sentence(verdict.availability.reason)}", "  "
    )
    lines += wrap(f"topology: {verdict.topology.words}. {_sentence(verdict.topology.reason)}", "  ")
    if verdict.disagreement:
        lines += wrap(f"{_sentence(verdict.disagreement)}", "  ")
    lines += wrap(f"target from: {verdict.target.source} ({verdict.target.evidence})", "  ")
    return lines + wrap(f"on the target: {verdict.target.note}", "  ")


def _stop(result: Result) -> list[str]:
    return ["Why it stopped", *(line for words in why_it_stopped(result) for line in wrap(words, "  "))]


def _years(result: Result) -> list[str]:
    seen = result.estimates
    meets = seen["year_meets_target_probability"]
    if meets.value is None:
        return [*wrap(f"Single years: {meets.note or 'not computed'}")]
    lines = ["Single years (service clock)", *_row("P(a year meets the target)", meets)]
    for name, row in measures.SITE.items():
        if name.startswith("year_downtime_"):
            lines += _row(row.label, seen[name])
    worst = float(measures.yearly_downtime_h(result.observed).max())
    return [*lines, f"  {'worst year seen':<{_LABEL}} {significant(worst)} h"]


def _tenants(result: Result) -> list[str]:
    lines = [line for name, seen in result.tenants.items() for line in _tenant(name, seen)]
    return ["Tenants (service clock; what is shed by contract is no outage)", *lines] if lines else []


def _tenant(name: str, seen: Mapping[str, Estimate]) -> list[str]:
    lines = _who(name, seen)
    if not is_empty(seen["sheds_per_year"]):
        often, hours = seen["sheds_per_year"], seen["shed_h_per_year"]
        lines += wrap(f"{'':<27}shed {figure(often, ' times a year')}, {figure(hours, ' h/yr')}", hang=29)
    return lines


def _who(name: str, seen: Mapping[str, Estimate]) -> list[str]:
    up, often, energy = (seen[key] for key in ("availability", "outages_per_year", "unserved_mwh_per_year"))
    if is_empty(up):
        return wrap(f"  {name[:24]:<24} not given: {up.note}", hang=27)
    figures = (
        f"{figure(up, ' %')}, outages {figure(often, ' a year')}, not served {figure(energy, ' MWh/yr')}"
    )
    return wrap(f"  {name[:24]:<24} {figures}", hang=27)


def _on_one_cord(result: Result) -> list[str]:
    lines = [line for name, seen in result.on_one_cord.items() for line in _who(name, seen)]
    head = "On one cord (service clock; reported apart: darkens no hall, and is in no figure of the site)"
    return [head, *lines] if lines else []


def _limits(result: Result) -> list[str]:
    if not result.cause_groups:
        why = "not recorded" if result.observed.ends_at_first_outage else "no outage was seen"
        return [f"What limits it: {why}"]
    lines = [f"What limits it ({measures.LABEL})"]
    lines.append(f"  {'':<{_CAUSE}} {'share':>7} {'outages':>8}   facility downtime, h/yr")
    lines += [line for cause in result.cause_groups[:TOP_CAUSES] for line in _cause(cause)]
    rest = result.cause_groups[TOP_CAUSES:]
    if rest:
        share = sum(cause.share or 0.0 for cause in rest)
        lines.append(f"  {f'{len(rest)} more':<{_CAUSE}} {percent(share):>7}")
    return [*lines, f"  the longest of the first line: {_traced(result, result.cause_groups[0])}"]


def _traced(result: Result, cause: Cause) -> str:
    """The command that tells the longest outage of a line; in one line, to be copied."""
    scenario, seed = result.scenario, result.seed
    options = [f"--variant {scenario.applied}"] if scenario.applied else []
    options += [f"--set {shlex.quote(f'{path}={value}')}" for path, value in scenario.changes]
    options += [f"--seed {seed}"] if seed != 1 else []
    if result.replications > replications_for(None, scenario.model.horizon.length_h):
        options.append(f"--site-years {result.site_years:.12g}")
    return " ".join(["dcsim trace FILE --outage", cause.longest, *options])


def _cause(cause: Cause) -> list[str]:
    """One line, or two where the names are long."""
    share = "" if cause.share is None else percent(cause.share)
    figures = f" {share:>7} {cause.outages:>8,}   {figure(cause.downtime_h_per_year)}"
    if len(cause.name) <= _CAUSE:
        return [f"  {cause.name:<{_CAUSE}}{figures}"]
    barrier = "" if cause.barrier is None else f"→ {cause.barrier}"
    return [f"  {_cut(cause.initiating, _CAUSE)}", f"  {'  ' + _cut(barrier, _CAUSE - 2):<{_CAUSE}}{figures}"]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _groups(result: Result) -> list[str]:
    lines: list[str] = []
    for name, one in result.interruptions.items():
        often, lost = one.estimates["per_year"], one.estimates["lost_h"]
        lines.append(f"  {name[:24]:<24} {figure(often, ' a year')}; outage for each: {figure(lost, ' h')}")
    for name in result.observed.gensets:
        if name in result.groups:
            lines += _genset(result, name)
    return ["Grid and gensets", *(part for line in lines for part in wrap(line, hang=27))] if lines else []


def _genset(result: Result, name: str) -> list[str]:
    group = result.groups[name]
    starts, hours = group.estimates["starts_per_year"], group.estimates["run_h_per_year"]
    totals, fuel = group.totals, group.estimates["fuel_m3_per_year"]
    figures = f"{figure(starts, ' starts a year')}, {figure(hours, ' run hours a year')}, all sets"
    if fuel.value is not None:
        figures += f"; {figure(fuel, ' m³ of fuel a year')}"
    return [f"  {name[:24]:<24} {figures}; {totals.failed_starts:,} of {totals.starts:,} starts failed"]


_OF_GENSETS = ("genset_starts_per_year", "genset_run_h_per_year", "genset_fuel_m3_per_year")
"""Told group by group."""


def _further(result: Result) -> list[str]:
    """Every measure not shown above: a new one appears here by itself."""
    shown = {*_HEADLINE, "year_meets_target_probability", *_OF_GENSETS, *SHOWN}
    lines = []
    for name, row in measures.SITE.items():
        estimate = result.estimates[name]
        if name in shown or name.startswith("year_downtime_"):
            continue
        if _says_something(result, estimate):
            lines += _row(row.label, estimate)
    return ["Further measures", *lines]


def _footing(result: Result) -> list[str]:
    rests = len(result.assumptions)
    lines = wrap(f"rests on {count(rests, 'assumption')}: dcsim show") if rests else []
    if result.exact.verdict == "note" and result.exact.words:
        lines += wrap(f"note: {result.exact.words}", hang=2)
    for text in (*result.warnings, *(one.sentence for one in result.findings)):
        lines += wrap(f"! {text}", hang=2)
    return lines + wrap(f"Modelled causes only. Not modelled: {', '.join(not_modelled(result))}.")


def _says_something(result: Result, estimate: Estimate) -> bool:
    """When replications end at their first outage, what that leaves unknown is told once, as a warning."""
    return not (result.observed.ends_at_first_outage and is_empty(estimate))


def _row(label: str, estimate: Estimate) -> list[str]:
    if is_empty(estimate):
        return wrap(f"  {label:<{_LABEL}} not given: {estimate.note}", hang=_LABEL + 3)
    return [f"  {label:<{_LABEL}} {figure(estimate, _UNITS.get(estimate.unit, f' {estimate.unit}'))}"]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _unique(notes: Iterable[str | None]) -> Sequence[str]:
    found = list(dict.fromkeys(note for note in notes if note))
    return [note for note in found if not any(other != note and other.startswith(note) for other in found)]
