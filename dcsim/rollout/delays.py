"""How late gates and phases are in each replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from dcsim.laws import Law, lognormal
from dcsim.scenario.model import Gate, Phase, ScenarioModel
from dcsim.streams import Streams

MONTH_H = 730.0
"""A twelfth of a model year, h: a month of lateness, of a ramp, of slack."""

Hours = NDArray[np.float64]


@dataclass(frozen=True)
class Awaited:
    """A gate or a phase: what it waits for, how much of their lateness it can take, and its own lateness."""

    name: str
    gates: tuple[str, ...]
    slack_months: float
    probability: float
    months: Law


def awaited_of(model: ScenarioModel) -> tuple[Awaited, ...]:
    """All gates and phases, each after what it waits for."""
    found: dict[str, Gate | Phase] = {**model.gates, **model.phases}
    order = TopologicalSorter({name: one.gates for name, one in found.items()}).static_order()
    return tuple(
        Awaited(name, found[name].gates, found[name].slack_months, *found[name].own_lateness)
        for name in order
    )


def common_factor(cv: float, name: str, streams: Streams, block: int, size: int) -> Hours:
    """A factor that many things share, one per replication: lognormal with mean 1; shape (size,)."""
    law = lognormal(1.0, cv)
    return law.from_base(law.base(streams.generator(name, "factor", block, 0), size))


def delays_h(
    awaited: Sequence[Awaited], programme_cv: float, streams: Streams, block: int, size: int
) -> Mapping[str, Hours]:
    """How late everything is, h, by name, shape (size,).

    max(0, lateness of the latest gate − slack) + programme factor × own lateness. What is drawn of one gate
    or phase is keyed by its name: another law or probability there leaves all other draws alone.
    """
    factor = common_factor(programme_cv, "programme", streams, block, size)
    late: dict[str, Hours] = {}
    for one in awaited:
        waited = np.max([late[gate] for gate in one.gates], axis=0) if one.gates else np.zeros(size)
        own = one.months.from_base(one.months.base(streams.generator(one.name, "lateness", block, 0), size))
        is_late = streams.generator(one.name, "late", block, 0).random(size) < one.probability
        late[one.name] = np.maximum(0.0, waited - one.slack_months * MONTH_H) + np.where(
            is_late, factor * own * MONTH_H, 0.0
        )
    return late
