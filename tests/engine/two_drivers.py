"""One drawn history through both drivers: that nothing differs, and what the screened one passed over.

Outages, spells, counts and the second clock must be equal bit for bit; run hours and fuel, which the screened
driver adds up in another order, to 1e-9.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import Any
from unittest.mock import patch

import pytest

from dcsim.engine import Block, Catalogue, Record, simulate
from dcsim.engine.certify import catalogue
from dcsim.engine.history import Thinned
from dcsim.engine.intervals import HOURS_PER_YEAR
from dcsim.engine.stretches import Stretches
from dcsim.laws import Law
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timelines_of
from dcsim.scenario import Scenario
from dcsim.scenario.model import ScenarioModel

_OF_THE_DRIVER = ("counters", "full_because", "events", "levels")
"""What a result says about how it was found."""


@dataclass(frozen=True)
class Compared:
    """Both results, and how many stretches of the history were passed over as quiet, or as certified."""

    full: BlockResult
    screened: BlockResult
    quiet: int = 0
    certified: int = 0

    @property
    def is_screened(self) -> bool:
        """Whether the screened driver found its plant fit for screening."""
        return self.screened.full_because is None

    @property
    def kept(self) -> int:
        """Stretches that went through the core all the same."""
        return self.screened.counters.stretches


class Drivers:
    """The two drivers on plants of their own: they share nothing that was judged, each keeps what it judged."""

    def __init__(self, model: ScenarioModel, replays: Mapping[str, Sequence[Any]] | None = None) -> None:
        self._model = model
        self._replays = replays
        self._plants = {full: build(model) for full in (True, False)}
        self._certificates = Catalogue()

    def close(self) -> None:
        """Learn nothing more, as after the first block of a run."""
        self._certificates.close()

    def compare(self, replications: int, seed: int, number: int = 0) -> Compared:
        """One block on both, the first or another."""
        block = Block(number, replications, replications, number * replications)
        full = self._block(block, seed, full=True)
        with _watched() as seen:
            screened = self._block(block, seed, full=False)
        quiet = certified = 0
        for stretches, histories in seen:
            kept = [number for history in histories for number in history]
            quiet += int(stretches.quiet.sum()) - int(stretches.quiet[kept].sum())
            certified += int(stretches.certified.sum()) - int(stretches.certified[kept].sum())
        return Compared(full, screened, quiet, certified)

    def _block(self, block: Block, seed: int, *, full: bool) -> BlockResult:
        plant = self._plants[full]
        return simulate(
            plant,
            timelines_of(self._model, plant, seed).block(block.number, block.size),
            block,
            Record(),
            seed=seed,
            replays=self._replays,
            full=full,
            certificates=None if full else self._certificates,
        )


def compare(scenario: Scenario, site_years: float, seed: int) -> Compared:
    """Both drivers on a scenario, for at least so many site-years."""
    return Drivers(scenario.model, scenario.replays).compare(replications(scenario.model, site_years), seed)


def replications(model: ScenarioModel, site_years: float) -> int:
    """How many of this horizon make so many site-years."""
    return max(1, math.ceil(site_years * HOURS_PER_YEAR / model.horizon.length_h))


@contextmanager
def _watched() -> Iterator[list[tuple[Stretches, list[list[int]]]]]:
    """The stretches of every block, with the numbers that each history made of them keeps."""
    seen: dict[int, tuple[Stretches, list[list[int]]]] = {}
    found: list[tuple[Stretches, list[list[int]]]] = []
    of = Stretches.of

    def watch(self: Stretches, replication: int) -> Thinned | None:
        if id(self) not in seen:
            seen[id(self)] = self, []
            found.append(seen[id(self)])
        history = of(self, replication)
        if history is not None:
            seen[id(self)][1].append(history.kept)
        return history

    with patch.object(Stretches, "of", watch):
        yield found


def differences(compared: Compared) -> list[str]:
    """What differs that must not, by name; empty if the drivers agree."""
    full, screened = compared.full, compared.screened
    found = [
        one.name
        for one in fields(BlockResult)
        if one.name not in (*_OF_THE_DRIVER, "groups")
        and getattr(full, one.name) != getattr(screened, one.name)
    ]
    if full.groups.keys() != screened.groups.keys():
        return [*found, "groups"]
    for name, counts in full.groups.items():
        other = asdict(screened.groups[name])
        for what, value in asdict(counts).items():
            same = pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
            if other[what] != same:
                found.append(f"{what} of {name}")
    return found


def assert_same(compared: Compared) -> None:
    """Both drivers gave the same."""
    assert differences(compared) == []


@contextmanager
def a_certificate_for_everything() -> Iterator[None]:
    """A certificate is tried for whatever none covers, the first time it is seen."""
    with patch.object(catalogue, "_WORTH_IT", 1), patch.object(catalogue, "_WORTH_IT_BY_PLAN", 1):
        yield


# ---------------------------------------------------------------------- more of everything


def at_rates(model: ScenarioModel, factor: float, of_grid: float | None = None) -> ScenarioModel:
    """The site with failures, interruptions and sags so many times as often; `of_grid`: those of the grid."""
    grid, own = model.grid, factor
    factor = own if of_grid is None else of_grid
    return model.model_copy(
        update={
            "grid": grid.model_copy(
                update={
                    "feeds": _sooner(grid.feeds, factor),
                    "upstream": _sooner(grid.upstream, factor),
                    "interruptions": {n: _more(one, factor) for n, one in grid.interruptions.items()},
                    "weather": {n: _more(one, factor) for n, one in grid.weather.items()},
                    "sags": grid.sags and _more(grid.sags, factor),
                }
            ),
            "power": _sooner(model.power, own),
            "cooling": _sooner(model.cooling, own),
        }
    )


def _sooner(groups: Mapping[str, Any], factor: float) -> dict[str, Any]:
    return {name: _more(group, factor) for name, group in groups.items()}


def _more(section: Any, factor: float) -> Any:
    """A section with its rates times `factor`, and its lives divided by it."""
    changed: dict[str, object] = {}
    for field in (
        "failures_per_year",
        "hidden_failures_per_year",
        "per_year",
        "per_week",
        "saifi",
        "saidi_min",
    ):
        rate = getattr(section, field, None)
        if rate is not None:
            changed[field] = rate * factor
    life = getattr(section, "mttf_h", None)
    if isinstance(life, Law) and life.kind != "never":
        changed["mttf_h"] = life.scaled(1.0 / factor)
    return section.model_copy(update=changed)
