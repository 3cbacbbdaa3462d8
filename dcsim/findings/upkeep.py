"""What crews do not do, and maintenance that cannot happen or costs what it should save."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.calendar import DAYS_IN_MONTH, DAYS_IN_YEAR, HOURS_PER_DAY, month_begins
from dcsim.scenario.model import CoolingGroup, Genset, Group

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

MOST_NAMED = 3


def of_upkeep(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about crews and maintenance."""
    yield from _nobody_comes(scenario)
    yield from _season_never_comes(scenario)
    yield from _too_much_in_turn(scenario)
    yield from _dark_by_plan(scenario)


def _groups(scenario: Scenario) -> Iterator[tuple[str, str, Group]]:
    model = scenario.model
    for section, groups in (("power", model.power), ("cooling", model.cooling)):
        for name, group in groups.items():
            yield section, name, group


def _nobody_comes(scenario: Scenario) -> Iterator[Finding]:
    """Groups with a crew of which some failures wait for none."""
    for section, name, group in _groups(scenario):
        if group.crew is None:
            continue
        if isinstance(group, Genset):
            found = ", or are found to have failed," if group.hides_failures or group.tests else ""
            what = f"sets that do not start or fail while they run{found}"
        elif isinstance(group, CoolingGroup) and group.fail_to_restart > 0:
            what = "units that do not restart"
        else:
            continue
        yield Finding(
            f"'{name}': {what} are repaired at once, without waiting for crew '{group.crew}'",
            f"{section}.{name}.crew",
            mark_of(scenario, section, name, "crew"),
            cure="add the time until somebody comes to their 'mttr_h'",
        )


def _season_never_comes(scenario: Scenario) -> Iterator[Finding]:
    """Maintenance whose months are not in the horizon."""
    horizon = scenario.model.horizon
    if horizon.start is None or horizon.length_h >= DAYS_IN_YEAR * HOURS_PER_DAY:
        return
    there = {one.month for one in month_begins(horizon.start, horizon.length_h)}
    for section, name, group in _groups(scenario):
        works = group.maintenance
        if works is not None and works.months is not None and there.isdisjoint(works.months):
            path = (section, name, "maintenance", "months")
            yield Finding(
                f"the season in which '{name}' is maintained does not fall into the horizon of "
                f"{horizon.length_h:g} h: it never happens",
                ".".join(path),
                mark_of(scenario, *path),
                cure="a horizon of a year or more, or other `months`",
            )


def _too_much_in_turn(scenario: Scenario) -> Iterator[Finding]:
    """Works of the whole site, one at a time, that take longer than the months they may fall into."""
    found = [
        (section, name, group.count * one.hours * one.per_year, frozenset(one.months or range(1, 13)))
        for section, name, group in _groups(scenario)
        if (one := group.maintenance) is not None and one.one_at_a_time
    ]
    for months in sorted({of for *_, of in found}, key=len):
        inside = [(section, name, hours) for section, name, hours, of in found if of <= months]
        season_h = sum(DAYS_IN_MONTH[month - 1] for month in months) * HOURS_PER_DAY
        takes_h = sum(hours for *_, hours in inside)
        if takes_h <= season_h or len(inside) < 2:
            continue
        section, name, _ = max(inside, key=lambda one: one[2])
        told = ", ".join(f"'{other}'" for _, other, _ in inside[:MOST_NAMED])
        path = (section, name, "maintenance")
        yield Finding(
            f"the maintenance of {told}{' …' if len(inside) > MOST_NAMED else ''} takes {takes_h:.4g} h a "
            f"year one at a time, and their season has {season_h:.4g}: some of it never happens",
            ".".join(path),
            mark_of(scenario, *path),
            cure="`one_at_a_time: false` where two may be out together, fewer `hours`, or more `months`",
        )
        return


def _dark_by_plan(scenario: Scenario) -> Iterator[Finding]:
    """Groups of which no unit can be taken out without an outage, whatever the calendar says."""
    planned = [(section, name) for section, name, group in _groups(scenario) if group.maintenance is not None]
    if not planned:
        return
    from dcsim.findings.single_points import lost_halls
    from dcsim.plant import plant_of
    from dcsim.plant.settle import settled
    from dcsim.scenario.phasing import fullest

    plant = plant_of(fullest(scenario.model))
    whole = settled(plant, replace(plant.normal, charged=(False,) * len(plant.batteries)))
    before = set(lost_halls(plant, whole))
    for section, name in planned:
        for i in plant.members[name]:
            units = tuple(u - (node == i) for node, u in enumerate(whole.units))
            if plant.nodes[i].kind == "genset":
                continue  # a set out darkens nobody while the grid is there
            lost = [hall for hall in lost_halls(plant, replace(whole, units=units)) if hall not in before]
            if not lost:
                continue
            who = ", ".join(f"'{hall}'" for hall in lost[:MOST_NAMED])
            path = (section, name, "maintenance")
            yield Finding(
                f"one unit of '{name}' out for maintenance takes down {who}"
                f"{' …' if len(lost) > MOST_NAMED else ''}: every piece of it is an outage by plan",
                ".".join(path),
                mark_of(scenario, *path),
                cure=f"one unit more of '{name}', or a way around it",
            )
            break
