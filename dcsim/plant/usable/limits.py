"""How far the halls can be scaled in the states a level promises to stand, by stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.plant.live import Live
from dcsim.plant.network import Plant
from dcsim.plant.remembered import remembered
from dcsim.plant.supply import OVERLOAD_MARGIN_W
from dcsim.plant.usable.asked import Asked, Pairs
from dcsim.plant.usable.lasting import Lasting, firm_w, healthy, lacking, never_served, without
from dcsim.plant.usable.removals import Removal
from dcsim.plant.usable.shares import shares_of
from dcsim.plant.usable.stages import STAGES

WATER = "water"

LEAST_SLOPE_W = 1e-3
"""A flow that changes by less than this with the scale does not go with it."""


@dataclass(frozen=True)
class Limit:
    """The scale of the halls up to which one stage serves them, of which `group` is the tightest.

    `without` is the group of which something is absent then ("": of none).
    """

    scale: float
    stage: str
    group: str
    without: str = ""
    on_gensets: bool = False


@dataclass(frozen=True, order=True)
class Gap:
    """A hall that is dark at any load, with the one thing of its kind absent ("": nothing is)."""

    hall: str
    without: str = ""
    on_gensets: bool = False


class Limits:
    """The tightest limit of every stage, and the gaps, while states are looked at one after another."""

    def __init__(self, plant: Plant, asked: Asked) -> None:
        self._plant = plant
        self._asked = asked
        self._states: list[Lasting] = []
        self._carried: dict[Live, tuple[Pairs, NDArray[np.intp]]] = {}
        self._scale = np.full(len(plant.nodes), np.inf)
        self._tightest = np.zeros(len(plant.nodes), np.intp)
        self._others: dict[str, Limit] = {}
        self.gaps: set[Gap] = set()

    def look_at(self, state: Lasting, spared: frozenset[int]) -> None:
        """Take a state into account; what is dark in it is a fault of the site unless it is spared."""
        dark = state.dark(self._plant, self._asked.halls)
        self.gaps |= {Gap(self._plant.halls[h].name, state.absent, state.on_gensets) for h in dark & spared}
        if dark - spared:
            self._note(0.0, *lacking(self._plant, state, min(dark - spared)), state)
        self._power(state)
        self._heat(state)

    def look_at_fewer(self, state: Lasting) -> None:
        """Take a state into account in which the same nodes are energised, some with fewer units."""
        self._power(state)

    @property
    def by_stage(self) -> dict[str, Limit]:
        """The tightest limit by stage, in the order of `STAGES`; stages that limit nothing are left out."""
        found: dict[str, Limit] = dict(self._others)
        for i in np.flatnonzero(np.isfinite(self._scale)):
            node, state = self._plant.nodes[i], self._states[self._tightest[i]]
            stage = STAGES[node.kind]
            if stage not in found or self._scale[i] < found[stage].scale:
                found[stage] = Limit(float(self._scale[i]), stage, node.group, state.absent, state.on_gensets)
        return {stage: found[stage] for stage in (*dict.fromkeys(STAGES.values()), WATER) if stage in found}

    def _power(self, state: Lasting) -> None:
        carried, node = self._of(state.live)
        units = np.array(state.units)
        able_w = np.where(units > 0, _ratings_w(self._plant) * np.maximum(units, 1), 0.0)
        scales = scales_of(carried, able_w[node])
        tightest = np.full(len(self._plant.nodes), np.inf)
        np.minimum.at(tightest, node, scales)
        tighter = tightest < self._scale
        self._scale[tighter] = tightest[tighter]
        self._tightest[tighter] = len(self._states)
        self._states.append(state)

    def _of(self, live: Live) -> tuple[Pairs, NDArray[np.intp]]:
        """What nodes carry on a live pattern, and which nodes."""
        if live not in self._carried:
            shares = shares_of(self._plant, live)
            self._carried[live] = shares.rows @ self._asked.power_w, shares.node
        return self._carried[live]

    def _heat(self, state: Lasting) -> None:
        for number, stage in enumerate(self._plant.stages):
            units = state.serving(self._plant, number)
            if not units or stage.name not in self._plant.specs:
                continue
            heat_w = self._asked.heat_w[number : number + 1]
            kind = self._plant.nodes[stage.nodes[0]].kind
            if stage.rating_w is not None and kind in STAGES:
                scale = scales_of(heat_w, np.array([float(units * stage.rating_w)]))
                self._note(float(scale[0]), STAGES[kind], stage.name, state)
            if stage.water is not None and state.removal is None and not state.on_gensets:
                made_up_w = stage.water.makeup_w if state.serving(self._plant, stage.water.supply) else 0
                scale = scales_of(heat_w, np.array([float(made_up_w)]))
                self._note(float(scale[0]), WATER, stage.name, state)

    def _note(self, scale: float, stage: str, group: str, state: Lasting) -> None:
        best = self._others.get(stage)
        if scale < (np.inf if best is None else best.scale):
            self._others[stage] = Limit(scale, stage, group, state.absent, state.on_gensets)


def limits_of(plant: Plant, units: tuple[int, ...], asked: Asked, absent: Iterable[Removal]) -> Limits:
    """Every state looked at: everything in order, then with each of these absent in turn."""
    found = Limits(plant, asked)
    every = tuple(absent)
    for whole in healthy(plant, units):
        spared = never_served(plant, whole.on_gensets, None)
        found.look_at(whole, spared)
        for removal in every:
            state = without(plant, units, whole, removal, asked.halls)
            if removal.taken and state.live is whole.live:
                found.look_at_fewer(state)
            else:
                found.look_at(
                    state, never_served(plant, whole.on_gensets, removal) if removal.alone else spared
                )
    return found


@remembered
def _ratings_w(plant: Plant) -> NDArray[np.float64]:
    """What one unit of every node can carry, W, infinite where it has no rating; of feeds what is firm."""
    found = (firm_w(plant, i) for i in range(len(plant.nodes)))
    return np.array([np.inf if watts is None else float(watts) for watts in found])


def scales_of(asked: Pairs, able_w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Up to which scale each is able to do what is asked; infinite where the scale does not matter."""
    fixed, slope = asked[:, 0], asked[:, 1]
    goes = slope > LEAST_SLOPE_W
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(goes, (able_w - fixed) / slope, np.inf)
    beyond = fixed > able_w + OVERLOAD_MARGIN_W
    return np.where(beyond, 0.0, np.maximum(scale, 0.0))
