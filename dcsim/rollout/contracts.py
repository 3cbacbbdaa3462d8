"""Contracts: when they are signed, served, given up and over, in each replication."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.laws import Law, fixed
from dcsim.rollout.delays import MONTH_H, common_factor
from dcsim.rollout.ramps import AT_ONCE, Curve, curve_of
from dcsim.rollout.service import ALWAYS, Service
from dcsim.scenario.calendar import hour_of
from dcsim.scenario.model import Leaves, Profile, ScenarioModel, Tenant
from dcsim.streams import Streams

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Contract:
    """A tenant, or a hall without tenants as one contract over all of it.

    `from_h` is when it is wanted by plan, before the time it takes to sign; `hourly` the hall's own hours.
    What is `sold_along` its curve is no single customer: the curve says how much of it has been signed.
    """

    name: str
    hall: str
    mw: float
    from_h: float
    signs: Law
    until_h: float
    curve: Curve
    uses: float
    profile: Profile | None
    hourly: tuple[float, ...]
    priority: int
    leaves: Leaves | None
    sold_along: bool = False

    @property
    def kept_if_left(self) -> float:
        """Share of it that remains when it has tired of waiting."""
        return self.leaves.keeps if self.leaves is not None else 1.0


@dataclass(frozen=True, eq=False)
class Course:
    """What becomes of one contract, each of shape (replications,).

    It is signed at `wanted_h`; drawn on from `start_h` to `end_h`, `stretch` times slower than written, and
    waiting before. If it tires of waiting at `left_h`, `kept` is the share of it that remains.
    """

    wanted_h: Floats
    start_h: Floats
    end_h: Floats
    left_h: Floats
    kept: Floats
    stretch: Floats


def contracts_of(model: ScenarioModel, service: Service) -> tuple[Contract, ...]:
    """All contracts of a site, tenants in the order of the scenario, then halls without any."""
    tenants = [_of_tenant(name, one, model, service) for name, one in model.tenants.items()]
    taken = {one.hall for one in model.tenants.values()}
    halls = [
        Contract(
            name=name,
            hall=name,
            mw=hall.it_mw,
            from_h=_opening_h(name, service),
            signs=fixed(0.0),
            until_h=math.inf,
            curve=AT_ONCE,
            uses=1.0,
            profile=None,
            hourly=hall.hourly or (1.0,),
            priority=1,
            leaves=None,
        )
        for name, hall in model.halls.items()
        if name not in taken
    ]
    return (*tenants, *halls)


def _of_tenant(name: str, one: Tenant, model: ScenarioModel, service: Service) -> Contract:
    start = model.horizon.start
    return Contract(
        name=name,
        hall=one.hall,
        mw=one.contracted_mw,
        from_h=_hour(one.from_, start) if isinstance(one.from_, dt.date) else _opening_h(one.hall, service),
        signs=one.signs.after_months if one.signs else fixed(0.0),
        until_h=_hour(one.until, start) if one.until else math.inf,
        curve=curve_of(one.ramp),
        uses=one.uses,
        profile=one.profile,
        hourly=model.halls[one.hall].hourly or (1.0,),
        priority=one.priority,
        leaves=one.leaves,
        sold_along=one.ramp is not None and one.ramp.of == "contract",
    )


def _hour(day: dt.date, start: dt.date | None) -> float:
    return hour_of(start, day) if start else 0.0


def _opening_h(hall: str, service: Service) -> float:
    """When a hall is to open by plan."""
    phase = service.phase_of(hall)
    return 0.0 if phase == ALWAYS else service.planned_h[phase]


def courses(
    contracts: Sequence[Contract],
    in_service: Mapping[str, tuple[Floats, Floats]],
    market_cv: float,
    streams: Streams,
    block: int,
    size: int,
) -> tuple[Course, ...]:
    """What becomes of each contract; `in_service` has the hours each hall comes and goes, by name.

    What is drawn of one contract is keyed by its name. The market's factor, one per replication, stretches
    the time every contract takes to sign and to fill up.
    """
    market = common_factor(market_cv, "market", streams, block, size)
    found = []
    for one in contracts:
        opened_h, closed_h = in_service[one.hall]
        base = one.signs.base(streams.generator(one.name, "signs", block, 0), size)
        wanted_h = one.from_h + market * one.signs.from_base(base) * MONTH_H
        start_h = np.maximum(wanted_h, opened_h)
        left_h, kept = np.full(size, np.inf), np.ones(size)
        if one.leaves is not None:
            patience_h = one.leaves.late_months * MONTH_H
            goes = streams.generator(one.name, "leaves", block, 0).random(size) < one.leaves.probability
            goes &= opened_h > wanted_h + patience_h
            left_h = np.where(goes, wanted_h + patience_h, left_h)
            kept = np.where(goes, one.kept_if_left, kept)
        end_h = np.minimum(one.until_h, closed_h)
        found.append(Course(wanted_h, start_h, end_h, left_h, kept, market))
    return tuple(found)
