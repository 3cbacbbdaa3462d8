"""What the file says of the grid: what it leaves out, what never comes, indices that do not come out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.calendar import DAYS_IN_MONTH, DAYS_IN_YEAR, HOURS_PER_DAY, month_begins

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import Interruption, Repairable

HOURS_PER_YEAR = 8760.0
HOURS_PER_WEEK = 168.0
WORTH_SAYING = 0.1
"""Share of an index entered from which on it is said what is modelled beside it."""


def of_grid(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about feeds and what interrupts them, but for how long a tank lasts."""
    yield from _common_grid(scenario)
    yield from _never_lost(scenario)
    yield from _indices(scenario)
    yield from _rows_beyond(scenario)
    yield from _season_beyond(scenario)


def _common_grid(scenario: Scenario) -> Iterator[Finding]:
    for feed in scenario.model.grid.feeds:
        origin = scenario.origins.get(("grid", "feeds", feed, "upstream"))
        if origin is not None and origin.kind == "library":
            element = scenario.model.grid.feeds[feed].upstream[0]
            yield Finding(
                "the feeds name nothing they share upstream, and feeds of one utility are never independent: "
                f"the library's '{element}' takes them all at once ({origin.detail})",
                f"grid.upstream.{element}",
                mark_of(scenario, "grid", "feeds", feed),
                cure="say in `upstream` what each feed hangs on",
            )
            return


def _never_lost(scenario: Scenario) -> Iterator[Finding]:
    """Parts of the grid that neither fail by themselves nor are hit by anything."""
    hit = _hit(scenario)
    elements = scenario.model.grid.upstream.items()
    for name, element in elements:
        silent = element.mttf_h is None and element.failures_per_year is None
        if silent and name not in hit:
            path = ("grid", "upstream", name)
            yield Finding(
                f"'{name}' never fails and nothing hits it",
                ".".join(path),
                mark_of(scenario, *path),
                cure="give it `failures_per_year` and `mttr_h`, or an interruption that hits it",
            )


def _hit(scenario: Scenario) -> set[str]:
    names: set[str] = set()
    for interruption in scenario.model.grid.events.values():
        hits = interruption.hits
        names.update((hits,) if isinstance(hits, str) else hits or ())
    return names | {name for rows in scenario.replays.values() for row in rows for name in row.hits}


def _indices(scenario: Scenario) -> Iterator[Finding]:
    """Feeds with the utility's SAIFI beside which more interruptions are modelled than it counts."""
    grid = scenario.model.grid
    for feed, spec in grid.feeds.items():
        way = {feed, "all", *spec.upstream}
        events = {name: one for name, one in grid.events.items() if way & _named(one)}
        entered = {name: one.saifi for name, one in events.items() if one.saifi}
        beside = {name: _per_year(scenario, name, one) for name, one in events.items() if name not in entered}
        beside |= {name: _failures_per_year(grid.upstream[name]) for name in spec.upstream}
        beside["its own failures"] = _failures_per_year(spec)
        saifi, more = sum(entered.values()), sum(beside.values())
        if not entered or more <= WORTH_SAYING * saifi:
            continue
        worst = sorted((name for name in beside if beside[name]), key=lambda name: -beside[name])[:3]
        told = ", ".join(name if " " in name else f"'{name}'" for name in worst)
        path = ("grid", "interruptions", next(iter(entered)), "saifi")
        yield Finding(
            f"a SAIFI of {saifi:.3g} is entered for '{feed}', and {told} beside it: {saifi + more:.3g} "
            "interruptions a year come out, where the index counts all of them",
            ".".join(path),
            mark_of(scenario, *path),
            cure=f"enter what is left of the index, {max(0.0, saifi - more):.3g}, or leave these out",
        )


def _named(one: Interruption) -> set[str]:
    return {one.hits} if isinstance(one.hits, str) else set(one.hits or ())


def _per_year(scenario: Scenario, name: str, one: Interruption) -> float:
    """Events a year on average; those of a file count by its rows."""
    years = scenario.model.horizon.length_h / HOURS_PER_YEAR
    if one.csv is not None:
        return len(scenario.replays.get(name, ())) / years
    if one.at_h is not None:
        every = one.every_h or scenario.model.horizon.length_h
        return sum(1 + int((scenario.model.horizon.length_h - at) // every) for at in one.at_h) / years
    if one.per_week is not None:
        days = sum(DAYS_IN_MONTH[month - 1] for month in one.months or range(1, 13))
        bad = 1.0 if one.season_probability is None else one.season_probability
        return one.per_week * bad * days * HOURS_PER_DAY / HOURS_PER_WEEK
    return one.per_year or 0.0


def _failures_per_year(spec: Repairable) -> float:
    own = spec.failures_per_year or 0.0
    life_h = spec.mttf_h.mean() if spec.mttf_h is not None else 0.0
    return own + (HOURS_PER_YEAR / life_h if life_h else 0.0)


def _season_beyond(scenario: Scenario) -> Iterator[Finding]:
    """Interruptions whose season never comes within the horizon."""
    horizon = scenario.model.horizon
    if horizon.start is None or horizon.length_h >= DAYS_IN_YEAR * HOURS_PER_DAY:
        return
    months = {one.month for one in month_begins(horizon.start, horizon.length_h)}
    grid = scenario.model.grid
    for name, one in grid.events.items():
        if one.months is not None and months.isdisjoint(one.months):
            words = f"the season of '{name}' does not fall into the horizon: it never happens"
            path = ("grid", "weather" if name in grid.weather else "interruptions", name, "months")
            cure = "a horizon of a year or more, or other `months`"
            yield Finding(words, ".".join(path), mark_of(scenario, *path), cure=cure)


def _rows_beyond(scenario: Scenario) -> Iterator[Finding]:
    end = scenario.model.horizon.length_h
    for name, rows in scenario.replays.items():
        beyond = sum(row.start_h >= end for row in rows)
        if beyond:
            words = f"{beyond} of {len(rows)} rows of '{name}' begin after the horizon and are left out"
            path = ("grid", "interruptions", name)
            cure = "a longer horizon, or times counted from its start"
            yield Finding(words, ".".join(path), mark_of(scenario, *path), cure=cure)
