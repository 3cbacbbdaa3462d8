"""What a critical colleague would say about a scenario that is right: plain sentences, nothing simulated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.findings.bridges import of_bridges
from dcsim.findings.capacity import of_capacity
from dcsim.findings.cooling import of_cooling
from dcsim.findings.finding import Finding as Finding
from dcsim.findings.finding import mark_of
from dcsim.findings.gensets import hours_in_use as hours_in_use
from dcsim.findings.gensets import of_gensets
from dcsim.findings.grid import of_grid
from dcsim.findings.growth import of_growth
from dcsim.findings.halls import of_halls
from dcsim.findings.inputs import of_inputs
from dcsim.findings.phases import of_phases
from dcsim.findings.single_points import of_single_points
from dcsim.findings.supply import of_supply
from dcsim.findings.swings import of_swings
from dcsim.findings.upkeep import of_upkeep
from dcsim.findings.usable import of_usable

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


def findings(scenario: Scenario) -> tuple[Finding, ...]:
    """Everything worth saying: what is too small first, then in the order of the sections of a scenario."""
    too_small = sorted(of_capacity(scenario), key=lambda one: not one.contradiction)
    no_spare = list(_no_spare(scenario))
    not_usable = list(of_usable(scenario, too_small=bool(too_small or no_spare)))
    return (
        *too_small,
        *not_usable,
        *of_single_points(scenario, {one.path for one in not_usable}),
        *of_grid(scenario),
        *of_supply(scenario),
        *of_bridges(scenario),
        *of_upkeep(scenario),
        *_perfect_switches(scenario),
        *no_spare,
        *of_gensets(scenario),
        *of_cooling(scenario),
        *of_halls(scenario),
        *of_swings(scenario),
        *of_growth(scenario),
        *of_phases(scenario),
        *of_inputs(scenario),
    )


def _perfect_switches(scenario: Scenario) -> Iterator[Finding]:
    for name, group in scenario.model.power.items():
        switch = getattr(group, "transfer", None)
        if group.kind == "bus_tie" and group.closes_when is None:
            continue  # it never moves
        path = ("power", name) if switch is None else ("power", name, "transfer")
        origin = scenario.origins.get((*path, "fail_to_transfer"))
        if origin is not None and origin.kind == "default":
            words = f"'{name}' always transfers when asked: no fail_to_transfer is given"
            cure = "give it; 0 says that it is meant"
            yield Finding(words, ".".join((*path, "fail_to_transfer")), mark_of(scenario, *path), cure=cure)


def _no_spare(scenario: Scenario) -> Iterator[Finding]:
    for section, groups in (("power", scenario.model.power), ("cooling", scenario.model.cooling)):
        for name, group in groups.items():
            if group.needed is not None and group.needed == group.count and group.count > 1:
                words = f"all {group.count} units of '{name}' are needed: it has no spare"
                mark = mark_of(scenario, section, name, "needed")
                yield Finding(words, f"{section}.{name}.needed", mark, cure="1 unit more than is needed")
