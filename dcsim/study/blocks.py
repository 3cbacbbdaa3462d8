"""Blocks of replications: how many, how large, and the one call to the engine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

from dcsim.errors import UsageError
from dcsim.measures import YEAR_H
from dcsim.records import BlockResult, Packed

if TYPE_CHECKING:
    from dcsim.engine import Catalogue, Record
    from dcsim.scenario import Scenario

BLOCK_SITE_YEARS = 2_000.0
LARGEST_BLOCK = 1_000
DEFAULT_SITE_YEARS = 40_000.0
"""Of a run of which nothing else is asked: at most so many."""
SITE_YEARS_BY_PLAN = 10_000.0
"""The same of a site by plan, whose replications each have a plant and a demand of their own."""
MOST_SITE_YEARS = 1e9
MOST_REPLICATIONS = 100_000_000
MOST_SEED = 2**63 - 1
_EDGE = 1e-9


@dataclass(frozen=True)
class Part:
    """One block: its number, the first replication in it, how many it draws and how many of them count.

    The first `passed_over` of these are drawn only.
    """

    block: int
    first_replication: int
    size: int
    used: int
    passed_over: int = 0


def block_size(horizon_h: float) -> int:
    """Replications per block: about 2,000 site-years, at least 1, at most 1,000."""
    wanted = math.ceil(BLOCK_SITE_YEARS * YEAR_H / horizon_h - _EDGE)
    return min(LARGEST_BLOCK, max(1, wanted))


def replications_for(
    site_years: float | None, horizon_h: float, unless_given: float = DEFAULT_SITE_YEARS
) -> int:
    """Replications that make up `site_years`.

    None asks for `unless_given`, but for no more than as many replications where the horizon is shorter than
    a year. Raises UsageError when the number is out of range.
    """
    if site_years is None:
        return math.ceil(unless_given / max(1.0, horizon_h / YEAR_H) - _EDGE)
    if not 0 < site_years <= MOST_SITE_YEARS:
        raise UsageError(f"site-years must be above 0 and at most {MOST_SITE_YEARS:,.0f}, not {site_years:g}")
    replications = max(1, math.ceil(site_years * YEAR_H / horizon_h - _EDGE))
    if replications > MOST_REPLICATIONS:
        raise UsageError(
            f"{site_years:g} site-years of a {horizon_h:g} h horizon are {replications:,} replications; "
            f"at most {MOST_REPLICATIONS:,} can be run"
        )
    return replications


@dataclass(frozen=True)
class Parts(Sequence[Part]):
    """Blocks of `size` that hold `replications`, in order; of the last one maybe only a part counts."""

    replications: int
    size: int

    def __len__(self) -> int:
        return math.ceil(self.replications / self.size)

    @overload
    def __getitem__(self, block: int) -> Part: ...
    @overload
    def __getitem__(self, block: slice) -> Sequence[Part]: ...
    def __getitem__(self, block: int | slice) -> Part | Sequence[Part]:
        if isinstance(block, slice):
            return [self[i] for i in range(*block.indices(len(self)))]
        number = range(len(self))[block]
        first = number * self.size
        return Part(number, first, self.size, min(self.size, self.replications - first))


def parts(replications: int, horizon_h: float) -> Parts:
    """The blocks of a run of so many replications."""
    return Parts(replications, block_size(horizon_h))


def check_seed(seed: int) -> int:
    """The seed, if it is one. Raises UsageError."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MOST_SEED:
        raise UsageError(f"a seed is a whole number from 0 to {MOST_SEED}, not {seed!r}")
    return seed


class Blocks:
    """The engine made ready for one scenario: the plant is built once, blocks are asked for one by one.

    What a block gives depends on the block alone, and on the one that taught (see `teach`), whichever others
    were simulated before it in this process.
    """

    def __init__(self, scenario: Scenario, seed: int, record: Record | None) -> None:
        from dcsim.engine import Record
        from dcsim.plant import build
        from dcsim.rollout import timelines_of

        self._scenario = scenario
        self._seed = seed
        self._record = record or Record()
        self._plant = build(scenario.model)
        self._programme = timelines_of(scenario.model, self._plant, seed)
        self._certificates: Catalogue | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """To other processes goes what cannot be worked out again from less."""
        return _again, (self._scenario, self._seed, self._record, self._certificates)

    @property
    def are_taught(self) -> bool:
        """Whether a first block has been simulated to learn from."""
        return self._certificates is not None

    def teach(self, part: Part) -> BlockResult:
        """Records of a block from which all blocks after it learn which stretches need not be simulated."""
        from dcsim.engine import Catalogue

        certificates = Catalogue()
        found = self._simulate(part, certificates)
        certificates.close()
        self._certificates = certificates
        return found

    def simulate(self, part: Part) -> BlockResult:
        """Records of the replications of one block that count; its outages are packed."""
        return self._simulate(part, self._certificates)

    def _simulate(self, part: Part, certificates: Catalogue | None) -> BlockResult:
        from dcsim.engine import Block, simulate

        block = Block(part.block, part.size, part.used, part.first_replication, part.passed_over)
        found = simulate(
            self._plant,
            self._programme.block(part.block, part.size),
            block,
            self._record,
            seed=self._seed,
            replays=self._scenario.replays,
            certificates=certificates,
        )
        return replace(found, outages=Packed.of(found.outages))


def _again(scenario: Scenario, seed: int, record: Record, certificates: Catalogue | None) -> Blocks:
    blocks = Blocks(scenario, seed, record)
    blocks._certificates = certificates
    return blocks
