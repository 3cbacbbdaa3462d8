"""The plant room under test in the judge's words: a thin layer, so that a change of names is made here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from dcsim.plant import Plant, State, Supply, build, cascade, served, settled
from dcsim.plant.ideal import ideal_total_w
from dcsim.scenario.model import ScenarioModel
from tests.plant.named_state import state_of

from .judge import Answer, Condition


@dataclass(frozen=True)
class PlantRoom:
    """One plant as `dcsim.plant` sees it."""

    model: ScenarioModel
    plant: Plant

    @classmethod
    def of(cls, model: ScenarioModel) -> Self:
        """The plant of a scenario."""
        return cls(model, build(model))

    def observed(self, condition: Condition) -> Answer:
        """What `served` says."""
        return _answer(served(self.plant, self._state(condition), condition.demand))

    def observed_cascade(self, condition: Condition) -> tuple[Answer, tuple[frozenset[str], ...]]:
        """What `cascade` says: the supply it ends with and what trips in each step."""
        _, supply, trips = cascade(self.plant, self._state(condition), condition.demand)
        return _answer(supply), trips

    def ideal_w(self, condition: Condition) -> int:
        """What `ideal_total_w` says could be served at most."""
        demand = [condition.demand.get(consumer.name, consumer.demand_w) for consumer in self.plant.consumers]
        return ideal_total_w(self.plant, self._state(condition), demand)

    def settled(self, condition: Condition) -> Condition:
        """The condition after every switch and tie has gone where `settled` lets it go."""
        state = settled(self.plant, self._state(condition))
        nodes = self.plant.nodes
        positions = zip(self.plant.switches, state.position, strict=True)
        inputs = {nodes[i].name: (nodes[i].inputs.nodes, position) for i, position in positions}
        ties = zip(self.plant.ties, state.closed, strict=True)
        return replace(
            condition,
            closed_input={name: nodes[i[p]].name if p >= 0 else None for name, (i, p) in inputs.items()},
            closed_ties={nodes[tie.node].name: closed for tie, closed in ties},
        )

    def _state(self, condition: Condition) -> State:
        return state_of(
            self.plant,
            units=condition.units,
            closed_input=condition.closed_input,
            closed_ties=condition.closed_ties,
            tripped=condition.tripped,
            battery=condition.battery,
        )


def _answer(supply: Supply) -> Answer:
    return Answer(
        served_w={**supply.hall_w, **supply.load_w, **supply.cooling_w},
        carried_w=supply.carried_w,
        drain_w=supply.drain_w,
        live=supply.live,
        overloaded=supply.overloaded,
    )
