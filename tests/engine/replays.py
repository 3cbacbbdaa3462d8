"""One block of a scenario simulated again: without one of its events, or with one of its barriers in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dcsim.engine import Block, Record, simulate
from dcsim.plant import Plant, build
from dcsim.records import BlockResult, CauseShare, Deviation, Outage
from dcsim.rollout import Timeline, timeline_of
from dcsim.scenario import Scenario
from dcsim.scenario.model import ScenarioModel
from dcsim.study.blocks import block_size

OF_HISTORY = ("failed", "interrupted", "sagged")
"""Kinds that are drawn in advance and can be struck from a history."""
PASSING = ("too-slow", "store-empty", "too-hot", "stopped")
"""Barriers that last, or take, a time."""


@dataclass(frozen=True)
class Replays:
    """The first replications of a scenario's run; `size` of them are drawn together, else as a run does."""

    scenario: Scenario
    replications: int = 1
    seed: int = 1
    size: int | None = None
    known: dict[tuple[int, frozenset[int]], BlockResult] = field(default_factory=dict, repr=False)

    @cached_property
    def plant(self) -> Plant:
        return build(self.scenario.model)

    @cached_property
    def timeline(self) -> Timeline:
        return timeline_of(self.scenario.model)

    @cached_property
    def block(self) -> int:
        """Replications drawn together."""
        return self.size or block_size(self.scenario.model.horizon.length_h)

    @cached_property
    def found(self) -> tuple[BlockResult, ...]:
        """What happened, block by block."""
        firsts = range(0, self.replications, self.block)
        sizes = [min(self.block, self.replications - first) for first in firsts]
        return tuple(
            self._simulated(Block(number, self.block, used, first), ())
            for number, (first, used) in enumerate(zip(firsts, sizes, strict=True))
        )

    @property
    def outages(self) -> tuple[Outage, ...]:
        return tuple(outage for block in self.found for outage in block.outages)

    def without(self, replication: int, episode: int) -> BlockResult:
        """One replication, had this never happened."""
        asked = (replication, frozenset({episode}))
        if asked not in self.known:
            self.known[asked] = self._simulated(self._only(replication), asked[1])
        return self.known[asked]

    def restored(self, replication: int, barrier: Deviation) -> BlockResult | None:
        """One replication with this barrier in order; None for one that no field of the scenario stands for."""
        if barrier.kind in OF_HISTORY:
            return self.without(replication, barrier.episode)
        values = in_order(self.scenario.model, barrier)
        if values is None:
            return None
        better = Replays(self.scenario.with_values(values), self.replications, self.seed, self.size)
        return better._simulated(better._only(replication), ())

    def _only(self, replication: int) -> Block:
        number, within = divmod(replication, self.block)
        return Block(number, self.block, within + 1, number * self.block, passed_over=within)

    def _simulated(self, block: Block, without: Collection[int]) -> BlockResult:
        return simulate(
            self.plant,
            self.timeline,
            block,
            Record(),
            seed=self.seed,
            replays=self.scenario.replays,
            without=without,
        )


def in_order(model: ScenarioModel, one: Deviation) -> Mapping[str, object] | None:
    """The change of the scenario with which this barrier never misses."""
    name = one.name.partition("@")[0]
    if one.kind == "too-hot":
        return {f"halls.{name}.thermal_store_mw_min": None, f"halls.{name}.ride_through_min": 1e5}
    group = model.groups().get(name)
    if group is None:
        return None
    at = f"{'cooling' if name in model.cooling else 'power'}.{name}"
    kind = getattr(group, "kind", "")
    switch = at if kind == "bus_tie" else f"{at}.transfer"
    found: dict[str, dict[str, object]] = {
        "failed-to-start": {f"{at}.fail_to_start": 0},
        "failed-running": {f"{at}.mttf_h": "never"},
        "failed-to-transfer": {f"{switch}.fail_to_transfer": 0},
        "failed-to-restart": {f"{at}.fail_to_restart": 0},
        "out-of-fuel": {f"{at}.fuel": None},
        "out-of-water": {f"{at}.water.usable_m3": 1e6},
        "store-empty": {f"{at}.battery_min": 1e5, f"{at}.recharge_min": 1e-3},
        "stopped": {f"{at}.restart_min": 0},
        "tripped": {f"{at}.overload_s": 1e7},
        "too-slow": {f"{at}.{x}": 0 for x in ("start_s", "sync_s", "confirm_s", "attempt_s")}
        if kind == "genset"
        else {f"{switch}.delay_s": 0},
    }
    return found.get(one.kind)


def lost_h(found: BlockResult, replication: int, start_h: float, end_h: float) -> float:
    """Hours of outage in this stretch."""
    return sum(
        max(0.0, min(one.end_h, end_h) - max(one.start_h, start_h))
        for one in found.outages
        if one.replication == replication
    )


def stretches(outage: Outage) -> Iterator[tuple[float, float, CauseShare]]:
    """(start, end, cause) of each stretch of an outage, h."""
    start = outage.start_h
    for share in outage.causes:
        yield start, start + share.hours, share
        start += share.hours


def explained_at(found: BlockResult, replication: int, hour: float) -> CauseShare | None:
    """What an outage that covers the time just after `hour` is put down to; None: there is none."""
    for outage in found.outages:
        if outage.replication == replication and outage.start_h <= hour + SAME_H < outage.end_h - SAME_H:
            return next(share for _, end, share in stretches(outage) if end > hour + SAME_H)
    return None


def longest(outages: Iterable[Outage], n: int) -> list[Outage]:
    return sorted(outages, key=lambda one: -one.length_h)[:n]


SAME_H = 1e-9
