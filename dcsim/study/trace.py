"""One outage told again: its replication is run once more, with every event and store level kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.measures import YEAR_H
from dcsim.records import BlockResult, Event, Outage, StoreLevel
from dcsim.study.blocks import Blocks, Part, block_size, check_seed, replications_for

if TYPE_CHECKING:
    from dcsim.engine import Record
    from dcsim.plant import Plant
    from dcsim.scenario import Scenario

MOST_BEFORE_H = 24.0
"""A story begins at most this long before its outage."""
AFTER_H = 1.0
"""It goes on this long after the outage's end."""


@dataclass(frozen=True)
class Story:
    """How one outage came about: events and store levels from `begins_h` to `ends_h`.

    `inputs` names, per switch, the inputs it may take, in order; `halls` are all halls of the site.
    """

    scenario: Scenario
    seed: int
    outage: Outage
    begins_h: float
    ends_h: float
    events: tuple[Event, ...]
    levels: tuple[StoreLevel, ...]
    inputs: Mapping[str, tuple[str, ...]]
    halls: tuple[str, ...]


def trace(scenario: Scenario, name: str, *, seed: int = 1, site_years: float | None = None) -> Story:
    """The story of outage `name` ("replication.index") in a run with this seed, of this many site-years.

    Raises UsageError for a name that is none, and for an outage that such a run does not have.
    """
    from dcsim.engine import Record
    from dcsim.plant import build

    replication, index = _numbers(name)
    _check_is_run(scenario, replication, site_years)
    record = Record(levels=True, events=True)
    found = simulate_one(scenario, replication, seed=seed, record=record)
    return _story(scenario, seed, found, _outage(found, replication, index), build(scenario.model))


def simulate_one(scenario: Scenario, replication: int, *, seed: int, record: Record) -> BlockResult:
    """One replication of a run again: its block is drawn whole, since draws are keyed by it."""
    size = block_size(scenario.model.horizon.length_h)
    block, within = divmod(replication, size)
    part = Part(block, block * size, size, used=within + 1, passed_over=within)
    return Blocks(scenario, check_seed(seed), record).simulate(part)


def _numbers(name: str) -> tuple[int, int]:
    if not re.fullmatch(r"[0-9]{1,12}\.[0-9]{1,12}", name, re.ASCII):
        raise UsageError(f"an outage is named replication.index, such as 1532.0, not '{name[:40]}'")
    replication, index = map(int, name.split("."))
    return replication, index


def _check_is_run(scenario: Scenario, replication: int, site_years: float | None) -> None:
    horizon_h = scenario.model.horizon.length_h
    count = replications_for(site_years, horizon_h)
    if replication >= count:
        amount = f"{count * horizon_h / YEAR_H:,.6g} site-years"
        raise UsageError(
            f"there is no replication {replication} in a run of {amount}: it has {count:,}, from 0 to "
            f"{count - 1}; if the run was longer, give its --site-years"
        )


def _outage(found: BlockResult, replication: int, index: int) -> Outage:
    outages = found.outages
    if index >= len(outages):
        n = len(outages)
        names = f": {replication}.0" + (f" to {replication}.{n - 1}" if n > 1 else "") if n else ""
        raise UsageError(
            f"there is no outage {replication}.{index}: replication {replication} has "
            f"{n or 'no'} outage{'s' * (n != 1)}{names}"
        )
    return outages[index]


def _story(scenario: Scenario, seed: int, found: BlockResult, outage: Outage, plant: Plant) -> Story:
    since = [one.since_h for share in outage.causes for one in share.cut]
    begins = max(min([*since, outage.start_h]), outage.start_h - MOST_BEFORE_H)
    ends = outage.end_h + AFTER_H
    return Story(
        scenario,
        seed,
        outage,
        begins,
        min(ends, found.ends_h[-1]),
        tuple(event for event in found.events if begins <= event.time_h <= ends),
        tuple(level for level in found.levels if level.time_h <= ends),
        plant.inputs_of_switches,
        plant.hall_names,
    )
