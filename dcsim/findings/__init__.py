"""What a critical colleague would say about a scenario that is right: plain sentences, nothing simulated."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dcsim.findings.bridges import of_bridges
from dcsim.findings.capacity import of_capacity
from dcsim.findings.cooling import of_cooling
from dcsim.findings.finding import Finding as Finding
from dcsim.findings.finding import mark_of
from dcsim.findings.phases import of_phases
from dcsim.findings.single_points import of_single_points
from dcsim.findings.supply import of_supply
from dcsim.findings.upkeep import of_crews
from dcsim.findings.usable import of_usable
from dcsim.scenario.calendar import DAYS_IN_YEAR, HOURS_PER_DAY, month_begins
from dcsim.scenario.phasing import fullest

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

LIMITED = ("ESP", "LTP")
"""Genset classes with a limit on hours a year."""
AVERAGED = ("ESP", "PRP")
"""Genset classes with a limit on the average load."""
UNLIMITED_HOURS = ("III", "III+", "IV")
"""Tiers that count gensets without such a limit only."""
UNREAD = ("recalled", "judgement")


def findings(scenario: Scenario) -> tuple[Finding, ...]:
    """Everything worth saying: what is too small first, then in the order of the sections of a scenario."""
    too_small = sorted(of_capacity(scenario), key=lambda one: not one.contradiction)
    no_spare = list(_no_spare(scenario))
    return (
        *too_small,
        *of_usable(scenario, too_small=bool(too_small or no_spare)),
        *of_single_points(scenario),
        *_common_grid(scenario),
        *of_supply(scenario),
        *of_bridges(scenario),
        *_never_lost(scenario),
        *of_crews(scenario),
        *_perfect_switches(scenario),
        *no_spare,
        *_genset_classes(scenario),
        *_slow_pumps(scenario),
        *of_cooling(scenario),
        *_single_corded(scenario),
        *_nothing_on_all_cords(scenario),
        *_shed_too_late(scenario),
        *_moved_by_hand(scenario),
        *of_phases(scenario),
        *_rows_beyond(scenario),
        *_season_beyond(scenario),
        *_assumptions(scenario),
    )


def _common_grid(scenario: Scenario) -> Iterator[Finding]:
    for feed in scenario.model.grid.feeds:
        origin = scenario.origins.get(("grid", "feeds", feed, "upstream"))
        if origin is not None and origin.kind == "library":
            element = scenario.model.grid.feeds[feed].upstream[0]
            yield Finding(
                "the feeds name nothing they share upstream, and feeds of one utility are never independent: "
                f"the library's '{element}' takes them all at once ({origin.detail})",
                f"grid.upstream.{element}",
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
                f"'{name}' never fails and nothing hits it", ".".join(path), mark_of(scenario, *path)
            )


def _hit(scenario: Scenario) -> set[str]:
    names: set[str] = set()
    for interruption in scenario.model.grid.events.values():
        hits = interruption.hits
        names.update((hits,) if isinstance(hits, str) else hits or ())
    return names | {name for rows in scenario.replays.values() for row in rows for name in row.hits}


def _perfect_switches(scenario: Scenario) -> Iterator[Finding]:
    for name, group in scenario.model.power.items():
        switch = getattr(group, "transfer", None)
        if group.kind == "bus_tie" and group.closes_when is None:
            continue  # it never moves
        path = ("power", name) if switch is None else ("power", name, "transfer")
        origin = scenario.origins.get((*path, "fail_to_transfer"))
        if origin is not None and origin.kind == "default":
            words = f"'{name}' always transfers when asked: no fail_to_transfer is given"
            yield Finding(words, ".".join((*path, "fail_to_transfer")), mark_of(scenario, *path))


def _no_spare(scenario: Scenario) -> Iterator[Finding]:
    for section, groups in (("power", scenario.model.power), ("cooling", scenario.model.cooling)):
        for name, group in groups.items():
            if group.needed is not None and group.needed == group.count and group.count > 1:
                words = f"all {group.count} units of '{name}' are needed: it has no spare"
                yield Finding(words, f"{section}.{name}.needed", mark_of(scenario, section, name, "needed"))


def _genset_classes(scenario: Scenario) -> Iterator[Finding]:
    """What the ISO 8528-1 class of gensets says of the hours and the load they may carry."""
    rated = {
        name: group
        for name, group in scenario.model.power.items()
        if group.kind == "genset" and group.class_ is not None
    }
    if not rated:
        return
    design_w = _design_w(scenario)
    for name, sets in rated.items():
        path, mark = f"power.{name}.class", mark_of(scenario, "power", name, "class")
        if sets.class_ in LIMITED and scenario.model.site.target in UNLIMITED_HOURS:
            yield Finding(
                f"'{name}' is rated {sets.class_}, for {_hours(sets.class_):g} hours a year; Tier "
                f"{scenario.model.site.target} counts only sets without a limit on hours at the load they "
                "must carry (Uptime Institute, engine-generator ratings)",
                path,
                mark,
            )
        average = sets.average_load or _average(sets.class_)
        one_w = (sets.rating_mw or 0.0) * sets.derate * average * 1e6
        wanted = math.ceil(design_w[name] / one_w - 1e-9)
        if average < 1 and wanted >= sets.count:
            enough = "all of them" if wanted == sets.count else f"{wanted}, more than there are,"
            yield Finding(
                f"rated {sets.class_}, a set of '{name}' may carry {average:.0%} of its rating on average "
                f"over 24 h: {enough} would be needed for the design load of {design_w[name] / 1e6:.4g} MW",
                path,
                mark,
            )


def _design_w(scenario: Scenario) -> dict[str, int]:
    """What each genset group carries when all sets run and every feed is gone, W."""
    from dcsim.plant import build
    from dcsim.plant.settle import design_load_w

    plant = build(fullest(scenario.model))
    return {plant.nodes[node].name: watts for node, watts in design_load_w(plant).items()}


def _slow_pumps(scenario: Scenario) -> Iterator[Finding]:
    """Fuel pumps that all together move less than the sets burn at the design load."""
    from dcsim.plant.fuel import Burn

    for name, sets in scenario.model.power.items():
        fuel = sets.fuel if sets.kind == "genset" else None
        if sets.kind != "genset" or fuel is None or fuel.pumps is None:
            continue
        pumps = scenario.model.power[fuel.pumps]
        assert pumps.kind == "fuel_pump"
        moved = pumps.count * pumps.rating_m3_h
        burnt = Burn(sets, fuel, 0).rate(_design_w(scenario)[name], sets.count, True)
        if moved < burnt:
            yield Finding(
                f"'{fuel.pumps}' move {moved:.3g} m³ an hour, all together; the sets of '{name}' burn "
                f"{burnt:.3g} at the design load",
                f"power.{fuel.pumps}.rating_m3_h",
                mark_of(scenario, "power", fuel.pumps),
            )


def hours_in_use(scenario: Scenario, run_h_per_year: Mapping[str, float]) -> Iterator[Finding]:
    """Genset groups whose sets run longer than their class allows; hours a year and set, by group."""
    for name, hours in run_h_per_year.items():
        rated = getattr(scenario.model.power.get(name), "class_", None)
        if rated in LIMITED and hours > _hours(rated):
            words = (
                f"the sets of '{name}' run {hours:.3g} h a year each, rated {rated} for {_hours(rated):g} h"
            )
            yield Finding(words, f"power.{name}.class", mark_of(scenario, "power", name, "class"))


def _hours(rated: str) -> float:
    from dcsim.scenario import library

    return library.step_figure("defaults", f"genset_hours_{rated}").value


def _average(rated: str | None) -> float:
    from dcsim.scenario import library

    return library.step_figure("defaults", f"genset_average_{rated}").value if rated in AVERAGED else 1.0


def _single_corded(scenario: Scenario) -> Iterator[Finding]:
    for name, hall in scenario.model.halls.items():
        if len(hall.cords) == 1:
            words = f"'{name}' hangs on one cord: every failure on its path darkens it"
            yield Finding(words, f"halls.{name}.cords", mark_of(scenario, "halls", name, "cords"))


def _nothing_on_all_cords(scenario: Scenario) -> Iterator[Finding]:
    model = scenario.model
    for name, hall in model.halls.items():
        shares = [one.single_corded for one in model.tenants_of(name).values()] or [hall.single_corded]
        if all((hall.single_corded if share is None else share) == 1 for share in shares):
            words = f"all of '{name}' hangs on one cord each: it counts as dark only when every cord is"
            yield Finding(words, f"halls.{name}", mark_of(scenario, "halls", name))


def _shed_too_late(scenario: Scenario) -> Iterator[Finding]:
    from dcsim.scenario.model import Rated

    for name, group in scenario.model.power.items():
        rated = group if isinstance(group, Rated) else None
        if rated is not None and rated.shed is not None and rated.shed.within_s > rated.overload_s:
            words = (
                f"'{name}' trips after {rated.overload_s:g} s of overload, before it sheds anybody "
                f"({rated.shed.within_s:g} s)"
            )
            yield Finding(words, f"power.{name}.shed", mark_of(scenario, "power", name, "shed"))


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
            yield Finding(words, ".".join(path), mark_of(scenario, *path))


def _rows_beyond(scenario: Scenario) -> Iterator[Finding]:
    end = scenario.model.horizon.length_h
    for name, rows in scenario.replays.items():
        beyond = sum(row.start_h >= end for row in rows)
        if beyond:
            words = f"{beyond} of {len(rows)} rows of '{name}' begin after the horizon and are left out"
            yield Finding(
                words, f"grid.interruptions.{name}", mark_of(scenario, "grid", "interruptions", name)
            )


def _assumptions(scenario: Scenario) -> Iterator[Finding]:
    filled = [origin for origin in scenario.origins.values() if origin.kind == "library" and origin.status]
    unread = sum(origin.evidence in UNREAD for origin in filled)
    if unread:
        yield Finding(
            f"{unread} of {len(filled)} library values were never read at a source (see `dcsim show`)"
        )


def _moved_by_hand(scenario: Scenario) -> Iterator[Finding]:
    from dcsim.plant import build
    from dcsim.plant.ideal import moved_by_hand

    found = list(moved_by_hand(build(fullest(scenario.model))))
    for hall in scenario.model.halls:
        lost = [group for name, group in found if name == hall]
        if lost:
            yield Finding(
                f"hall '{hall}' depends on moving load between cords: with a unit of {', '.join(lost)} lost, "
                "the ratings would be enough, but cords share in fixed proportion and something trips",
                f"halls.{hall}.cords",
                mark_of(scenario, "halls", hall),
            )
