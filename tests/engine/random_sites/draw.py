"""What is drawn for one site, in small."""

from __future__ import annotations

import random
from typing import Any

Part = dict[str, Any]

_LETTERS = {"one": "a", "two": "ab", "tied": "ab", "three": "abc", "catcher": "abr"}


class Draw:
    """One site in the drawing: its layout, and `often`, which multiplies every rate."""

    def __init__(self, seed: int | str) -> None:
        self.rng = random.Random(seed)
        self.often = self.any(1, 1, 3, 10)
        self.layout = self.any("one", "two", "two", "tied", "three", "catcher")
        self.letters = _LETTERS[self.layout]
        self.boards = [f"board-{side}" for side in self.letters]
        self.cold_boards = [f"mech-{n}" for n in range(self.any(0, 0, 2, 3, 4))] or self.boards[:2]
        """What chillers and towers are fed by: boards of their own, or the first two of the site."""

    def take_layout_of(self, other: Draw) -> None:
        """Speak of the same boards as another, as often."""
        self.often, self.layout, self.letters = other.often, other.layout, other.letters
        self.boards, self.cold_boards = other.boards, other.cold_boards

    def any(self, *choices: Any) -> Any:
        """One of these, all as likely."""
        return self.rng.choice(choices)

    def chance(self, probability: float) -> bool:
        """Yes with this probability."""
        return self.rng.random() < probability

    def fails(self, per_year: float, mttr_h: object) -> Part:
        """A calendar life, exponential or not."""
        rate = per_year * self.often
        if self.chance(0.15):
            return {"mttf_h": {"law": "weibull", "shape": 1.5, "scale": 8760 / rate}, "mttr_h": mttr_h}
        return {"failures_per_year": rate, "mttr_h": mttr_h}

    def repair(self, hours: float) -> object:
        """Fixed or spread; seldom so long that it outlasts what else is down."""
        return self.any(
            hours, hours, {"law": "exponential", "mean": hours}, {"mean": hours, "cv": 1}, 30 * hours
        )

    def delay(self, *seconds: float) -> object:
        """One of these, fixed or spread around."""
        mean = self.any(*seconds)
        if mean and self.chance(0.35):
            return {"law": "uniform", "low": mean / 2, "high": mean * 2}
        return mean
