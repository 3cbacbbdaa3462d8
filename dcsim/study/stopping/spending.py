"""How the error an interval may make is divided among the looks at a run.

An interval that is looked at again and again, and reported the first time it pleases, misses more often than
it says. So all looks together share one error, 5 %: each spends a part of it, and its interval is as much
wider. K. K. G. Lan & D. L. DeMets, Biometrika 70, 1983, 659-663, let the part depend on how much of the
information is in. The probability of each crossing follows from the one before by a numerical integral:
P. Armitage, C. K. McPherson & B. C. Rowe, Journal of the Royal Statistical Society A 132, 1969, 235-244.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_NORMAL = NormalDist()
_POINTS = 401
_LEAST = 1e-9
"""A look that would spend less is passed over; what it would have spent is left to the next."""


def spent_by(fraction: float, total: float) -> float:
    """Error spent when this fraction of the information is in: next to nothing early, all of it at 1.

    2 - 2 Φ(z / √fraction) on each of the two sides, which have half of `total` each: the spending function of
    Lan and DeMets (1983) that resembles the bounds of O'Brien and Fleming.
    """
    if fraction <= 0.0:
        return 0.0
    z = _NORMAL.inv_cdf(1.0 - total / 4)
    return 4.0 * _NORMAL.cdf(-z / math.sqrt(min(1.0, fraction)))


@dataclass(frozen=True)
class Spending:
    """Error spent so far, of `total`, and where a sum that never crossed a bound may stand.

    The sum is that of independent amounts with mean 0 and variance 1 per site-year: after `exposure`
    site-years it has `density` at `points`, both of shape (m,), and has crossed with probability `spent`.
    """

    total: float
    spent: float = 0.0
    exposure: float = 0.0
    points: Floats = field(default_factory=lambda: np.zeros(1), repr=False)
    density: Floats = field(default_factory=lambda: np.ones(1), repr=False)

    def level(self, cumulative: float, exposure: float) -> float:
        """Error of one interval, on its own, if `cumulative` is spent by this look."""
        bound = self._bound(cumulative, exposure)
        return 2.0 * _NORMAL.cdf(-bound / math.sqrt(exposure))

    def last(self, exposure: float) -> float:
        """The same if this is the last look: all that is left is spent."""
        return self.level(self.total, exposure)

    def after(self, cumulative: float, exposure: float) -> Spending:
        """When a look has spent up to `cumulative` and the run goes on."""
        if cumulative - self.spent < _LEAST:
            return self
        bound = self._bound(cumulative, exposure)
        points = np.linspace(-bound, bound, _POINTS)
        weights = self.density * _steps(self.points)
        spread = math.sqrt(exposure - self.exposure)
        moved = (points[:, None] - self.points[None, :]) / spread
        density = np.exp(-moved * moved / 2) @ weights / (spread * math.sqrt(2 * math.pi))
        return Spending(self.total, cumulative, exposure, points, density)

    def _bound(self, cumulative: float, exposure: float) -> float:
        """|sum| at which the probability of crossing here for the first time is what this look may spend."""
        part = cumulative - self.spent
        if part < _LEAST:
            return math.inf
        low, high = 0.0, 10.0 * math.sqrt(exposure)
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if self._crossing(middle, exposure) > part else (low, middle)
        return (low + high) / 2

    def _crossing(self, bound: float, exposure: float) -> float:
        from scipy.special import ndtr

        spread = math.sqrt(exposure - self.exposure)
        beyond = ndtr((-bound - self.points) / spread) + ndtr((self.points - bound) / spread)
        return float(beyond @ (self.density * _steps(self.points)))


def _steps(points: Floats) -> Floats:
    """Weights of the trapezoidal rule; 1 for a single point that holds all the mass."""
    if len(points) == 1:
        return np.ones(1)
    steps = np.full(len(points), points[1] - points[0])
    steps[[0, -1]] /= 2
    return steps
