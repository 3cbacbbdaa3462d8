"""What the power chain loses: source power for each megawatt at a cord, with nothing out of service.

The flows of `dcsim.plant` are whole watts, as the engine compares and caches them. These are real numbers,
for accounts that run over years; they share in the same proportions over the same live inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dcsim.plant import Plant, settled
from dcsim.plant.consumers import Inputs
from dcsim.plant.live import Live, energised

Units = tuple[int, ...]
"""Units in service by node, in the order of the plant's nodes."""


@dataclass(frozen=True)
class Wires:
    """Who feeds whom on the mains, with these units in service: (input, share of what is carried) per node.

    Boards that closed ties join share all their inputs. A node that is not live has no inputs.
    """

    plant: Plant
    found: Live
    inputs: tuple[tuple[tuple[int, float], ...], ...]
    efficiency: tuple[float, ...]

    def needed_per_mw(self) -> tuple[float | None, ...]:
        """Per node, MW at the sources for each MW it gives on; None where it has no power."""
        needed: list[float | None] = [None] * len(self.inputs)
        for i in self._from_sources():
            if not self.found.live[i]:
                continue
            if not self.inputs[i]:
                needed[i] = 1.0
                continue
            above = sum(share * (needed[up] or 0.0) for up, share in self.inputs[i])
            needed[i] = above / self.efficiency[i]
        return tuple(needed)

    def at_cords(self, inputs: Inputs, needed: Sequence[float | None]) -> float | None:
        """MW at the sources for each MW of a consumer with these cords; None without a live one."""
        live = [(i, weight) for i, weight in inputs.arcs if needed[i] is not None]
        total = sum(weight for _, weight in live)
        return sum(weight / total * (needed[i] or 0.0) for i, weight in live) if live else None

    def given_mw(self, demand_mw: Sequence[float]) -> tuple[float, ...]:
        """Per node, MW it gives on when every consumer draws this much."""
        given = [0.0] * len(self.inputs)
        for consumer, mw in zip(self.plant.consumers, demand_mw, strict=True):
            live = [(i, weight) for i, weight in consumer.inputs.arcs if self.found.live[i]]
            total = sum(weight for _, weight in live)
            for i, weight in live:
                given[i] += mw * weight / total
        for i in reversed(list(self._from_sources())):
            for up, share in self.inputs[i]:
                given[up] += given[i] / self.efficiency[i] * share
        return tuple(given)

    def _from_sources(self) -> Iterator[int]:
        return (i for bus in self.found.buses for i in bus)


def wires(plant: Plant, units: Units | None = None) -> Wires:
    """Who feeds whom while nothing is out; `units` in service, all of them if not given."""
    normal = replace(
        plant.normal, charged=(False,) * len(plant.batteries)
    )  # no battery is a source for years
    if units is not None:
        standing = (0 if node.kind == "genset" else up for node, up in zip(plant.nodes, units, strict=True))
        normal = replace(normal, units=tuple(standing))
    found = energised(plant, settled(plant, normal))
    inputs: list[tuple[tuple[int, float], ...]] = [()] * len(plant.nodes)
    for bus in found.buses:
        arcs = [
            arc for i in bus if found.live[i] for arc in found.closed_inputs(plant, i) if found.live[arc[0]]
        ]
        total = sum(weight for _, weight in arcs)
        shared = tuple((up, weight / total) for up, weight in arcs)
        for i in bus:
            inputs[i] = shared if found.live[i] else ()
    return Wires(plant, found, tuple(inputs), tuple(float(node.efficiency) for node in plant.nodes))


def per_mw_of_consumers(
    plant: Plant, units: Units | None = None, unknown: Mapping[str, float] | None = None
) -> dict[str, float]:
    """MW at the sources for each MW of a hall's IT, of a fixed load, and of a cooling group, by name.

    All that is in a hall counts by what it draws at most, the parts of a cooling group by their units.
    `unknown` stands for what no source reaches, 0 if not given.
    """
    made = wires(plant, units)
    needed = made.needed_per_mw()
    found = {}
    for number, hall in enumerate(plant.halls):
        loads = [plant.consumers[n] for n in plant.hall_loads[number]]
        found[hall.name] = _mean((one.demand_w, made.at_cords(one.inputs, needed)) for one in loads)
    for load in plant.loads:
        found[load.name] = made.at_cords(load.inputs, needed)
    for group in dict.fromkeys(plant.nodes[i].group for i in plant.coolers):
        parts = [plant.nodes[i] for i in plant.members[group]]
        found[group] = _mean((part.count, made.at_cords(part.inputs, needed)) for part in parts)
    return {
        name: (unknown or {}).get(name, 0.0) if per_mw is None else per_mw for name, per_mw in found.items()
    }


def _mean(weighted: Iterable[tuple[int, float | None]]) -> float | None:
    """Weighted mean of what is known; None where nothing is."""
    known = [(weight, value) for weight, value in weighted if weight and value is not None]
    total = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / total if known else None
