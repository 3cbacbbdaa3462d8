"""All that is drawn of one block: when phases are ready, what becomes of contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.plant import Plant
from dcsim.rollout.contracts import Contract, Course, contracts_of, courses
from dcsim.rollout.delays import awaited_of, delays_h
from dcsim.rollout.service import ALWAYS, Service, service_of
from dcsim.scenario.model import ScenarioModel
from dcsim.streams import Streams

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Drawn:
    """What one block is given. Hours may be before the horizon begins, and infinite for what never comes."""

    service: Service
    contracts: tuple[Contract, ...]
    courses: tuple[Course, ...]
    ready_h: tuple[Floats, ...]
    """Hour each phase is ready, in the order of `Service.phases`, shape (replications,)."""
    in_service: Mapping[str, tuple[Floats, Floats]]
    """Hours at which each hall and load comes into service and goes, shape (replications,)."""

    @property
    def phases_h(self) -> dict[str, Floats]:
        """Hour within the horizon at which each phase is ready, by name."""
        return {
            name: np.maximum(0.0, hours)
            for name, hours in zip(self.service.phases, self.ready_h, strict=True)
        }


class Draw:
    """What is drawn of a scenario, block by block."""

    def __init__(self, model: ScenarioModel, plant: Plant, seed: int) -> None:
        self.service = service_of(model, plant)
        self.contracts = contracts_of(model, self.service)
        self._awaited = awaited_of(model)
        self._cv = model.programme.cv, model.market.cv
        self._streams = Streams(seed)

    def block(self, number: int, size: int) -> Drawn:
        """The `size` replications of one block."""
        service = self.service
        programme_cv, market_cv = self._cv
        late = delays_h(self._awaited, programme_cv, self._streams, number, size)
        ready = tuple(
            planned_h + late[name] for name, planned_h in zip(service.phases, service.planned_h, strict=True)
        )
        there = {
            name: (
                _hour(service.phase_of(name), ready, -np.inf, size),
                _hour(service.end_of(name), ready, np.inf, size),
            )
            for name in (*service.plant.hall_names, *service.plant.load_names)
        }
        found = courses(self.contracts, there, market_cv, self._streams, number, size)
        return Drawn(service, self.contracts, found, ready, there)


def _hour(phase: int, ready: Sequence[Floats], otherwise: float, size: int) -> Floats:
    """When a phase is ready; of none, `otherwise`."""
    return np.full(size, otherwise) if phase == ALWAYS else ready[phase]
