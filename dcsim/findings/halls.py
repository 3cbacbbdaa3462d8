"""Halls: one cord, load that nobody moves, shedding that comes too late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.phasing import fullest

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


def of_halls(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about cords and about shedding."""
    yield from _single_corded(scenario)
    yield from _nothing_on_all_cords(scenario)
    yield from _shed_too_late(scenario)
    yield from _moved_by_hand(scenario)


def _single_corded(scenario: Scenario) -> Iterator[Finding]:
    for name, hall in scenario.model.halls.items():
        if len(hall.cords) == 1:
            words = f"'{name}' hangs on one cord: every failure on its path darkens it"
            mark = mark_of(scenario, "halls", name, "cords")
            yield Finding(words, f"halls.{name}.cords", mark, cure="a second cord from another side")


def _nothing_on_all_cords(scenario: Scenario) -> Iterator[Finding]:
    model = scenario.model
    for name, hall in model.halls.items():
        shares = [one.single_corded for one in model.tenants_of(name).values()] or [hall.single_corded]
        if all((hall.single_corded if share is None else share) == 1 for share in shares):
            words = f"all of '{name}' hangs on one cord each: it counts as dark only when every cord is"
            cure = "`single_corded` as the share that has one cord only"
            yield Finding(words, f"halls.{name}", mark_of(scenario, "halls", name), cure=cure)


def _shed_too_late(scenario: Scenario) -> Iterator[Finding]:
    from dcsim.scenario.model import Rated

    for name, group in scenario.model.power.items():
        rated = group if isinstance(group, Rated) else None
        if rated is not None and rated.shed is not None and rated.shed.within_s > rated.overload_s:
            words = (
                f"'{name}' trips after {rated.overload_s:g} s of overload, before it sheds anybody "
                f"({rated.shed.within_s:g} s)"
            )
            cure = f"`within_s` of less than {rated.overload_s:g}"
            yield Finding(words, f"power.{name}.shed", mark_of(scenario, "power", name, "shed"), cure=cure)


def _moved_by_hand(scenario: Scenario) -> Iterator[Finding]:
    from dcsim.plant import plant_of
    from dcsim.plant.ideal import moved_by_hand

    found = list(moved_by_hand(plant_of(fullest(scenario.model))))
    for hall in scenario.model.halls:
        lost = [group for name, group in found if name == hall]
        if lost:
            yield Finding(
                f"hall '{hall}' depends on moving load between cords: with a unit of {', '.join(lost)} lost, "
                "the ratings would be enough, but cords share in fixed proportion and something trips",
                f"halls.{hall}.cords",
                mark_of(scenario, "halls", hall),
                cure="a rating for what falls on the other cords, or a transfer that moves it",
            )
