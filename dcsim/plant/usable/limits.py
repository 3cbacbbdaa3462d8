"""How far the halls can be scaled in the states a level promises to stand, by stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from dcsim.plant.live import Live
from dcsim.plant.network import Plant
from dcsim.plant.remembered import remembered
from dcsim.plant.supply import OVERLOAD_MARGIN_W
from dcsim.plant.usable.asked import Asked
from dcsim.plant.usable.carried import Line, carried_by
from dcsim.plant.usable.lasting import Lasting, firm_w, healthy, lacking, never_served, without
from dcsim.plant.usable.removals import Removal
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
    """The tightest limit of every stage, and the gaps, while states are looked at one after another.

    `borne_w` is what a node bears for good above what its units are rated for, W.
    """

    def __init__(self, plant: Plant, asked: Asked, *, borne_w: int = 0) -> None:
        self._plant = plant
        self._asked = asked
        self._borne_w = borne_w
        self._carried: dict[Live, list[tuple[int, Line]]] = {}
        self._of_node: dict[int, tuple[float, Lasting]] = {}
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
        for i, (scale, state) in sorted(self._of_node.items()):
            node = self._plant.nodes[i]
            stage = STAGES[node.kind]
            if stage not in found or scale < found[stage].scale:
                found[stage] = Limit(scale, stage, node.group, state.absent, state.on_gensets)
        return {stage: found[stage] for stage in (*dict.fromkeys(STAGES.values()), WATER) if stage in found}

    def _power(self, state: Lasting) -> None:
        ratings_w = _ratings_w(self._plant)
        if state.live not in self._carried:
            self._carried[state.live] = carried_by(self._plant, state.live, self._asked.power_w)
        for i, line in self._carried[state.live]:
            if i in ratings_w:
                scale = scale_of(line, ratings_w[i] * state.units[i] + self._borne_w)
                if scale < inf and (i not in self._of_node or scale < self._of_node[i][0]):
                    self._of_node[i] = scale, state

    def _heat(self, state: Lasting) -> None:
        for number, stage in enumerate(self._plant.stages):
            units = state.serving(self._plant, number)
            if not units or stage.name not in self._plant.specs:
                continue
            line = self._asked.heat_w[number]
            kind = self._plant.nodes[stage.nodes[0]].kind
            if stage.rating_w is not None and kind in STAGES:
                scale = scale_of(line, units * stage.rating_w)
                self._note(scale, STAGES[kind], stage.name, state)
            if stage.water is not None and state.removal is None and not state.on_gensets:
                made_up_w = stage.water.makeup_w if state.serving(self._plant, stage.water.supply) else 0
                self._note(scale_of(line, made_up_w), WATER, stage.name, state)

    def _note(self, scale: float, stage: str, group: str, state: Lasting) -> None:
        best = self._others.get(stage)
        if scale < (inf if best is None else best.scale):
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
def _ratings_w(plant: Plant) -> dict[int, int]:
    """What one unit of every node that has a rating can carry, W; of feeds what is firm."""
    found = ((i, firm_w(plant, i)) for i in range(len(plant.nodes)))
    return {i: watts for i, watts in found if watts is not None}


def scale_of(asked: Line, able_w: float) -> float:
    """Up to which scale what is asked can be borne; infinite where the scale does not matter."""
    if asked.imag > LEAST_SLOPE_W:
        return max(0.0, (able_w - asked.real) / asked.imag)
    return 0.0 if asked.real > able_w + OVERLOAD_MARGIN_W else inf
