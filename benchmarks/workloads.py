"""The sites that are measured, and an engine made ready for one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import dcsim
from dcsim.engine import Block, Catalogue, Record, simulate
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timeline_of
from dcsim.scenario import Scenario
from dcsim.study.blocks import block_size

HOURS_PER_YEAR = 8760.0
SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"


@dataclass(frozen=True)
class Workload:
    """A site to be measured: a file under `scenarios/`, and one of its variants or none."""

    name: str
    file: str
    variant: str | None = None

    @property
    def path(self) -> Path:
        """The scenario file."""
        return SCENARIOS / self.file

    def scenario(self) -> Scenario:
        """The site, read anew."""
        return dcsim.read_scenario(self.path, variant=self.variant)


WORKLOADS = {
    one.name: one
    for one in (
        Workload("reference-site", "reference-site.yaml"),
        Workload("thai-nguyen", "thai-nguyen-finished.yaml"),
        Workload("da-nang-it-park", "da-nang-it-park-finished.yaml"),
        # Halls bear 4 min without cooling and the chillers need 5: no loss of the source can be passed over.
        Workload("every-loss-hurts", "reference-site.yaml", "ride-through-4-min"),
    )
}


def with_crews(scenario: Scenario, count: int) -> Scenario:
    """The site with crews of one trade for all its equipment; the grid is repaired by others."""
    groups = [f"{place}.{name}" for place in ("power", "cooling") for name in getattr(scenario.model, place)]
    return scenario.with_values(
        {"crews.site": {"count": count}} | {f"{group}.crew": "site" for group in groups}
    )


class Ready:
    """A plant with its caches, empty at first: simulates blocks by either driver, as often as one likes.

    The first block the screened driver simulates leaves its certificates to all others, as in a run.
    """

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        self.seed = seed
        self.plant = build(scenario.model)
        self.timeline = timeline_of(scenario.model)
        self.replays = scenario.replays
        self.size = block_size(self.timeline.horizon_h)
        self._certificates: Catalogue | None = None

    @property
    def block_years(self) -> float:
        """Site-years of one block."""
        return self.size * self.timeline.horizon_h / HOURS_PER_YEAR

    def block(self, number: int, *, full: bool = False, used: int | None = None) -> BlockResult:
        """Simulate block `number`, or the first `used` replications of it."""
        block = Block(number, self.size, self.size if used is None else used, number * self.size)
        is_first = self._certificates is None and not full
        certificates = Catalogue() if self._certificates is None else self._certificates
        found = simulate(
            self.plant,
            self.timeline,
            block,
            Record(),
            seed=self.seed,
            replays=self.replays,
            full=full,
            certificates=certificates,
        )
        if is_first:
            certificates.close()
            self._certificates = certificates
        return found

    def blocks(self, numbers: Iterable[int], *, full: bool = False) -> list[BlockResult]:
        """Simulate these blocks, in order."""
        return [self.block(number, full=full) for number in numbers]
