"""Units that wear out with age: failures drawn for a whole block, in arrays.

Every unit begins new. It lives for a time drawn from its law, is replaced and lives anew; where units are
replaced by age, none gets older than that. Other failures and their repairs leave its age as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dcsim.engine.intervals import HOURS_PER_YEAR, MOST_INTERVALS, Block, Intervals
from dcsim.errors import SimulationError
from dcsim.laws import NEVER, Law
from dcsim.plant.network import Spec
from dcsim.scenario.calendar import HOURS_PER_DAY
from dcsim.scenario.model import Group
from dcsim.streams import Streams, name_key


@dataclass(frozen=True)
class Wear:
    """Service life of a unit, the age at which it is replaced, and how long it is out if it fails; h."""

    life: Law
    replaced_h: float
    repair: Law


def wear_of(spec: Spec) -> Wear | None:
    """How units of a group wear out; None if they do not."""
    said = spec.wear_out if isinstance(spec, Group) else None
    if said is None:
        return None
    scale_h = said.mean_years * HOURS_PER_YEAR / math.gamma(1.0 + 1.0 / said.shape)
    replaced_h = math.inf if said.replaced_years is None else said.replaced_years * HOURS_PER_YEAR
    days = said.repair_days
    repair = (spec.mttr_h or NEVER) if days is None else days.scaled(HOURS_PER_DAY)
    return Wear(Law("weibull", said.shape, scale_h), replaced_h, repair)


def worn_out(
    name: str, wear: Wear, units: int, streams: Streams, block: Block, horizon_h: float
) -> Intervals:
    """When units of a group are out because they have worn out."""
    shortest_h = min(wear.life.mean(), wear.replaced_h)
    if units * block.size * horizon_h / shortest_h > MOST_INTERVALS:
        most = f"more than {MOST_INTERVALS:,} times"
        raise SimulationError(f"{name} would wear out too often to be simulated: {most}")
    parts = [Intervals.joined([])]
    base = np.uint64(name_key(name, "wear", block.number))
    for unit in range(units):
        generator = streams.generator(name, "wear", block.number, unit)
        alive, new_h, index = np.arange(block.size), np.zeros(block.size), 0
        while len(alive):
            life = wear.life.from_base(wear.life.base(generator, len(alive)))
            repair = wear.repair.from_base(wear.repair.base(generator, len(alive)))
            fails = life < wear.replaced_h
            start = new_h + life
            episode = base + np.uint64(unit << 40) + (index * block.size + alive).astype(np.uint64)
            rows = Intervals(alive, start, start + repair, np.full(len(alive), unit), episode)
            parts.append(rows.kept(fails & (start < horizon_h)))
            new_h = np.where(fails, start + repair, new_h + wear.replaced_h)
            alive, new_h = alive[new_h < horizon_h], new_h[new_h < horizon_h]
            index += 1
    return Intervals.joined(parts)
