"""An estimate: a number that never travels without its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A figure, its interval, and how it was got.

    `value` is None when nothing can be said (for instance the mean length of outages when there was none);
    `low` or `high` is None when that side has no bound. `n` counts sampling units, named by `n_unit`;
    `events` the outages (or whatever is counted) behind the figure. `note` is a sentence for the reader
    where the interval needs one.
    """

    value: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    unit: str
    confidence: float
    n: int
    n_unit: str
    method: str
    events: int | None = None
    note: str | None = None

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if self.value is None:
            return f"not known{unit} ({self.note})" if self.note else f"not known{unit}"
        low = "?" if self.low is None else f"{self.low:.4g}"
        high = "?" if self.high is None else f"{self.high:.4g}"
        return f"{self.value:.4g}{unit} ({self.confidence:.0%} interval {low} to {high})"
