"""The steps of an audit: what was looked at, for which Tier, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Tier = Literal["I", "II", "III", "III+", "IV", "beyond IV"]
TIERS: tuple[Tier, ...] = ("I", "II", "III", "III+", "IV")
"""In order. III+ is a market name, no Tier of the Uptime Institute: III and some of IV."""
_OF_HALLS = ("carry", "ups", "maintain", "tie-in", "two", "fail", "beyond")
_OF_ONE_HALL = ("cords", "continuous-cooling", "in-service")
Result = Literal["met", "not met", "not assessed"]


@dataclass(frozen=True)
class Step:
    """One question of an audit.

    `name` is how a planner asks for it (`maintain:mv-a`), `what` says it in words, `tier` is the lowest that
    asks it. `lost_mw` has the IT load that each hall loses, MW; `reason` says why, `cure` the smallest change
    that was found to make it met, or what to do where none is tried.
    """

    name: str
    tier: Tier
    what: str
    result: Result
    reason: str
    lost_mw: Mapping[str, float] = field(default_factory=dict)
    cure: str | None = None

    @property
    def is_met(self) -> bool:
        return self.result == "met"

    def asks_of(self, hall: str) -> bool:
        """Whether it asks if this hall goes on, and not only of the site as a whole."""
        question, _, about = self.name.partition(":")
        return question in _OF_HALLS or (question in _OF_ONE_HALL and about == hall)


@dataclass(frozen=True)
class Audit:
    """All steps, in the order of the Tiers, and the Tier of the topology they add up to.

    `tier` is the highest of which every step is met, and of all below it ("none" where not even Tier I is);
    `not_excluded` the highest of which no step is failed: what was not assessed stands between the two.
    """

    steps: tuple[Step, ...]

    @property
    def tier(self) -> str:
        return self._highest("met")

    @property
    def not_excluded(self) -> str:
        return self._highest("met", "not assessed")

    def _highest(self, *allowed: Result) -> str:
        reached = "none"
        for tier in TIERS:
            if any(step.result not in allowed for step in self.of(tier)):
                break
            reached = tier
        return reached

    def upto(self, tier: Tier) -> tuple[Step, ...]:
        """The steps of this Tier and of all below it."""
        return tuple(step for below in TIERS[: TIERS.index(tier) + 1] for step in self.of(below))

    @property
    def not_assessed(self) -> tuple[Step, ...]:
        """What could not be assessed of what is not excluded."""
        tiers = TIERS[: self._rank(self.not_excluded)]
        return tuple(step for tier in tiers for step in self.of(tier) if step.result == "not assessed")

    @property
    def in_the_way(self) -> tuple[Step, ...]:
        """The failed steps of the first Tier that is excluded."""
        first = TIERS[self._rank(self.not_excluded) :][:1]
        return tuple(step for tier in first for step in self.of(tier) if step.result == "not met")

    @staticmethod
    def _rank(tier: str) -> int:
        """How many Tiers there are up to this one."""
        return 0 if tier == "none" else [*TIERS].index(tier) + 1  # type: ignore[arg-type]

    def of(self, tier: Tier) -> tuple[Step, ...]:
        """The steps that nothing below this Tier asks for."""
        return tuple(step for step in self.steps if step.tier == tier)
