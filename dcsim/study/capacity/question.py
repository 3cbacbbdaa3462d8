"""The question: the rollout of a site, month by month and many times, and what may be used of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dcsim.errors import UsageError
from dcsim.measures.capacity import MONTH_H, Rolled, TenantMonths, bands, spare_units
from dcsim.study.blocks import check_seed, parts
from dcsim.study.capacity.answer import Capacity, answer_of
from dcsim.study.capacity.notes import notes_of
from dcsim.study.capacity.outside import outside_of
from dcsim.study.chance import plan_is_random

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats, Integers
    from dcsim.plant import Plant
    from dcsim.plant.usable import Level, Usable
    from dcsim.rollout.months import ByMonth
    from dcsim.rollout.service import ReadySet
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import ScenarioModel

REPLICATIONS = 1_000
MOST_REPLICATIONS = 100_000
MOST_YEARS = 100
MOST_MONTHS = 1_200_000
"""Replications × months that are kept at one time: about a gigabyte."""
UNLIMITED = np.inf


def capacity(scenario: Scenario, *, seed: int = 1, replications: int = REPLICATIONS) -> Capacity:
    """When the site is sold out and full, of what, what is stranded, and what late phases cost.

    Nothing fails in it: delays of phases and courses of contracts are drawn as in a run with the same seed.
    Where nothing is left to chance one replication is all replications.
    Raises UsageError for a number of replications out of range, and for a horizon too long for it.
    """
    from dcsim.plant import build
    from dcsim.plant.usable import capability
    from dcsim.rollout import timelines_of

    model = scenario.model
    _check(replications)
    chance = plan_is_random(model)
    wanted = replications if chance else 1
    _check_months(model, wanted)
    plant = build(model)
    programme = timelines_of(model, plant, check_seed(seed))

    def can_serve(ready: ReadySet) -> float:
        return capability(plant, ready.units, ready.halls | ready.loads)

    blocks = [
        (programme.months(part.block, part.size, can_serve), part.used)
        for part in parts(wanted, model.horizon.length_h)
    ]
    keeps = model.keeps
    seen = _Joined(blocks)
    sets = programme.sets.met
    limits = _usable(plant, sets, keeps)
    rolled = _rolled(model, seen, limits)
    outside = outside_of(
        scenario, plant, rolled, bands(rolled.peak), sets, seen.set_at, seen.named("in_service")
    )
    return answer_of(
        scenario,
        seed,
        rolled,
        _spare(plant, sets, seen.set_at, rolled.peak),
        keeps=keeps,
        chance=chance,
        outside=outside,
        notes=notes_of(model, (gap for one in limits for gap in one.gaps)),
    )


class _Joined:
    """Blocks as one, of each as many replications as count."""

    def __init__(self, blocks: Sequence[tuple[ByMonth, int]]) -> None:
        self._blocks = blocks

    @property
    def first(self) -> ByMonth:
        return self._blocks[0][0]

    @property
    def set_at(self) -> Integers:
        return np.concatenate([block.set_at[:used] for block, used in self._blocks])

    def whole(self, name: str) -> Floats:
        return self._joined(lambda block: getattr(block, name))

    def named(self, name: str) -> dict[str, Floats]:
        """Tables by name of a tenant, hall or phase."""

        def of(key: str) -> Floats:
            return self._joined(lambda block: getattr(block, name)[key])

        return {key: of(key) for key in getattr(self.first, name)}

    def _joined(self, table: Callable[[ByMonth], Floats]) -> Floats:
        return np.concatenate([table(block)[:used] for block, used in self._blocks])


def _usable(plant: Plant, sets: Sequence[ReadySet], keeps: Level) -> list[Usable]:
    from dcsim.plant.usable import usable

    return [usable(plant, one.units, keeps, one.halls | one.loads) for one in sets]


def _rolled(model: ScenarioModel, seen: _Joined, limits: Sequence[Usable]) -> Rolled:
    set_at = seen.set_at
    contracted, unserved, drawn = (seen.named(f"{name}_by") for name in ("contracted", "unserved", "drawn"))
    return Rolled(
        begins_h=np.concatenate(([0.0], np.cumsum(seen.first.hours))),
        usable=np.array([one.it_mw for one in limits])[set_at],
        by_stage={name: row[set_at] for name, row in _stages(limits).items()},
        tenants={
            name: TenantMonths(contracted[name], unserved[name], drawn[name]) for name in seen.first.drawn_by
        },
        planned_h=seen.first.planned_h,
        ready_h=seen.named("ready_h"),
        oversubscription=model.planning.oversubscription,
        **{name: seen.whole(name) for name in _AS_THEY_ARE},
    )


_AS_THEY_ARE = (
    "installed", "contracted", "unserved", "drawn", "peak", "served", "shortfall", "short_peak",
    "first_short_h",
)  # fmt: skip


def _stages(limits: Sequence[Usable]) -> Mapping[str, Floats]:
    """By stage, its limit in each set, MW; infinite where it limits nothing."""
    names = dict.fromkeys(name for one in limits for name in one.by_stage)
    return {name: np.array([one.by_stage.get(name, UNLIMITED) for one in limits]) for name in names}


def _spare(plant: Plant, sets: Sequence[ReadySet], set_at: Integers, peak: Floats) -> Floats:
    from dcsim.plant.usable import spare_limits

    limits = [spare_limits(plant, one.units, one.halls | one.loads) for one in sets]
    return spare_units(limits, set_at, peak)


def _check(replications: int) -> None:
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise UsageError(f"replications must be 1 to {MOST_REPLICATIONS:,}, not {replications:,}")


def _check_months(model: ScenarioModel, replications: int) -> None:
    months = model.horizon.length_h / MONTH_H
    if months > 12 * MOST_YEARS:
        raise UsageError(
            f"a horizon of {months / 12:,.0f} years is not followed month by month: at most {MOST_YEARS}, "
            "such as --set horizon.years=20"
        )
    if months * replications > MOST_MONTHS:
        raise UsageError(
            f"a horizon of {months:,.0f} months in {replications:,} replications is more than can be kept: "
            f"at most {MOST_MONTHS:,} months in all"
        )
