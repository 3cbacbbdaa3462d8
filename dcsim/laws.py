"""Probability laws of durations, given by what a planner knows: mean and spread.

A law is drawn in two steps. `base` takes raw numbers from a generator, `from_base` turns many of them at
once into durations, so that the raw draws of every unit can be keyed separately and transformed together.
Inside an episode `from_uniform` turns one uniform number into a duration with `math` alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

from dcsim.quantities import quantity

if TYPE_CHECKING:  # a scenario is checked without loading numpy
    import numpy as np
    from numpy.typing import NDArray

_NORMAL = NormalDist()
KINDS = ("fixed", "exponential", "lognormal", "weibull", "uniform", "never")


@dataclass(frozen=True)
class Law:
    """A law of non-negative durations; the unit is that of the field it stands in.

    kind         first              second
    fixed        the duration       -
    exponential  the mean           -
    lognormal    mean of the log    standard deviation of the log
    weibull      shape              scale
    uniform      lowest             highest
    never        -                  -                (an infinite duration)

    `cap` bounds every drawn duration from above (infinity: no bound).
    """

    kind: str
    first: float = 0.0
    second: float = 0.0
    cap: float = math.inf

    def mean(self) -> float:
        """Mean duration, the cap included; infinite for `never`."""
        if self.kind == "never":
            return math.inf
        return self._uncapped_mean() if math.isinf(self.cap) else _capped_mean(self)

    def is_fixed(self) -> bool:
        """Whether every draw gives the same duration."""
        return self.kind in ("fixed", "never")

    def scaled(self, factor: float) -> Law:
        """The same law in another unit: every duration times `factor`."""
        cap = self.cap * factor
        if self.kind == "lognormal":
            return Law(self.kind, self.first + math.log(factor), self.second, cap)
        if self.kind == "weibull":
            return Law(self.kind, self.first, self.second * factor, cap)
        return Law(self.kind, self.first * factor, self.second * factor, cap)

    def base(self, generator: np.random.Generator, n: int) -> NDArray[np.float64]:
        """`n` raw numbers, shape (n,), for `from_base`; a fixed law draws none and returns zeros."""
        if self.kind == "lognormal":
            return generator.standard_normal(n)
        if self.kind in ("exponential", "weibull"):
            return generator.standard_exponential(n)
        if self.kind == "uniform":
            return generator.random(n)
        import numpy as np

        return np.zeros(n)

    def from_base(self, base: NDArray[np.float64]) -> NDArray[np.float64]:
        """Durations, same shape as `base`."""
        import numpy as np

        if self.kind == "never":
            return np.full_like(base, math.inf)
        if self.kind == "lognormal":
            drawn = np.exp(self.first + self.second * base)
        elif self.kind == "exponential":
            drawn = self.first * base
        elif self.kind == "weibull":
            drawn = self.second * base ** (1.0 / self.first)
        elif self.kind == "uniform":
            drawn = self.first + (self.second - self.first) * base
        else:
            drawn = np.full_like(base, self.first)
        return drawn if math.isinf(self.cap) else np.minimum(drawn, self.cap)

    def from_uniform(self, u: float) -> float:
        """The duration at probability `u`, 0 ≤ u < 1 (inverse of the distribution function)."""
        if self.kind == "never":
            return math.inf
        if self.kind == "fixed":
            drawn = self.first
        elif self.kind == "uniform":
            drawn = self.first + (self.second - self.first) * u
        elif self.kind == "lognormal":
            # u = 0 happens once in 2^53 draws; the smallest positive step stands in for it
            drawn = math.exp(self.first + self.second * _NORMAL.inv_cdf(u or 2.0**-54))
        else:
            raw = -math.log1p(-u)
            drawn = (
                self.first * raw if self.kind == "exponential" else self.second * raw ** (1.0 / self.first)
            )
        return min(drawn, self.cap)

    def from_each(self, uniforms: Sequence[float]) -> list[float]:
        """`from_uniform` of each of them, to the last digit."""
        if not math.isinf(self.cap) or self.kind not in ("uniform", "exponential"):
            return [self.from_uniform(u) for u in uniforms]
        if self.kind == "uniform":
            lowest, width = self.first, self.second - self.first
            return [lowest + width * u for u in uniforms]
        log1p, mean = math.log1p, self.first
        return [mean * -log1p(-u) for u in uniforms]

    def from_uniforms(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """`from_uniform` for many at once, same shape as `u`; the last digit may differ."""
        import numpy as np

        if self.kind == "uniform":
            return np.minimum(self.first + (self.second - self.first) * u, self.cap)
        if self.kind == "lognormal":
            from scipy.special import ndtri

            return self.from_base(ndtri(np.maximum(u, 2.0**-54)))
        return self.from_base(-np.log1p(-u))

    def probability_above(self, duration: float) -> float:
        """P(a draw is longer than `duration`)."""
        if self.kind == "never":
            return 1.0
        if duration >= self.cap:
            return 0.0
        if duration < 0:
            return 1.0
        if self.kind == "fixed":
            return 1.0 if self.first > duration else 0.0
        if self.kind == "exponential":
            return math.exp(-duration / self.first) if self.first > 0 else 0.0
        if self.kind == "weibull":
            return math.exp(-((duration / self.second) ** self.first))
        if self.kind == "uniform":
            width = self.second - self.first
            if width == 0:
                return 1.0 if self.first > duration else 0.0
            return min(1.0, max(0.0, (self.second - duration) / width))
        if duration == 0:
            return 1.0
        return _NORMAL.cdf((self.first - math.log(duration)) / self.second)

    def _uncapped_mean(self) -> float:
        if self.kind in ("fixed", "exponential"):
            return self.first
        if self.kind == "lognormal":
            return math.exp(self.first + self.second**2 / 2)
        if self.kind == "weibull":
            return self.second * math.gamma(1 + 1 / self.first)
        return (self.first + self.second) / 2

    def __str__(self) -> str:
        text = {
            "fixed": f"{self.first:g}",
            "exponential": f"exponential, mean {self.first:g}",
            "lognormal": f"lognormal, median {math.exp(min(self.first, 700)):g}, sigma {self.second:g}",
            "weibull": f"Weibull, shape {self.first:g}, scale {self.second:g}",
            "uniform": f"uniform, {self.first:g} to {self.second:g}",
            "never": "never",
        }[self.kind]
        return text if math.isinf(self.cap) else f"{text}, at most {self.cap:g}"


@lru_cache(maxsize=1000)
def _capped_mean(law: Law) -> float:
    # mean of min(X, cap) = integral of P(X > t) over [0, cap], by the trapezoidal rule: too long to do twice
    if law.kind == "exponential":
        return law.first * -math.expm1(-law.cap / law.first)
    if law.kind == "fixed":
        return min(law.first, law.cap)
    steps = 20_000
    width = law.cap / steps
    inner = sum(law.probability_above(i * width) for i in range(1, steps))
    return width * (inner + (law.probability_above(0.0) + law.probability_above(law.cap - 1e-12)) / 2)


def fixed(value: float) -> Law:
    """Always `value`."""
    return Law("fixed", value)


def exponential(mean: float) -> Law:
    """Memoryless with this mean; mean 0 is the fixed duration 0."""
    return Law("exponential", mean) if mean > 0 else fixed(0.0)


def lognormal(mean: float, cv: float) -> Law:
    """Lognormal by mean and coefficient of variation; cv 0 is fixed."""
    if cv == 0 or mean == 0:
        return fixed(mean)
    sigma = math.sqrt(math.log1p(cv**2))
    return Law("lognormal", math.log(mean) - sigma**2 / 2, sigma)


NEVER = Law("never")
LONGEST = 1e9
MOST_SCALE = 1e15
"""Of a Weibull law: where the hazard falls, few ever live so long, and the scale is no length of anything."""


def law_from(value: object, unit: str, plain: str = "fixed") -> Law:
    """The law a planner wrote, in `unit`.

    A number or text with a unit is a law of kind `plain` (fixed, or exponential with that mean); `never` is
    an infinite duration; a mapping names a law: {mean, cv} (coefficient of variation), {mean, sigma} or
    {median, sigma} (sigma of the logarithm), all lognormal, {law: exponential, mean},
    {law: weibull, shape, scale}, {law: uniform, low, high}, {law: fixed, value}, each with an optional `max`.
    Raises ValueError with words for the planner.
    """
    if isinstance(value, Law):
        return value
    if value == "never":
        return NEVER
    if not isinstance(value, Mapping):
        number = _bounded(quantity(value, unit), "the duration")
        return exponential(number) if plain == "exponential" else fixed(number)
    return _named_law(dict(value), unit)


_FORMS = (
    "{mean, cv}, {mean, sigma}, {median, sigma}, {law: exponential, mean}, "
    "{law: weibull, shape, scale}, {law: uniform, low, high}, {law: fixed, value}"
)


def _named_law(spec: dict[object, object], unit: str) -> Law:
    cap = _bounded(quantity(spec.pop("max"), unit), "max") if "max" in spec else math.inf
    name = spec.pop("law", None)
    keys = frozenset(spec)
    read = {key: _number(spec[key], key, unit) for key in spec}
    if name in (None, "lognormal") and keys == {"mean", "cv"}:
        law = lognormal(read["mean"], read["cv"])
    elif name in (None, "lognormal") and keys == {"median", "sigma"}:
        law = _by_median(read["median"], read["sigma"])
    elif name in (None, "lognormal") and keys == {"mean", "sigma"}:
        law = lognormal(read["mean"], math.sqrt(math.expm1(read["sigma"] ** 2)))
    elif name == "exponential" and keys == {"mean"}:
        law = exponential(read["mean"])
    elif name == "weibull" and keys == {"shape", "scale"}:
        law = _weibull(read["shape"], read["scale"])
    elif name == "uniform" and keys == {"low", "high"}:
        if read["low"] > read["high"]:
            raise ValueError(f"low {read['low']:g} is above high {read['high']:g}")
        law = Law("uniform", read["low"], read["high"])
    elif name == "fixed" and keys == {"value"}:
        law = fixed(read["value"])
    else:
        given = ", ".join(str(k)[:30] for k in spec) or "nothing"
        named = f"law '{str(name)[:30]}' with " if name is not None else ""
        raise ValueError(f"no law is given by {named}{given}; known: {_FORMS}")
    if cap == 0:
        raise ValueError("max must be above 0")
    return Law(law.kind, law.first, law.second, cap)


def _number(value: object, key: object, unit: str) -> float:
    if key in ("cv", "sigma", "shape"):
        number = quantity(value, "1")
        if not 0 <= number <= (100 if key == "shape" else 10):
            raise ValueError(f"{key} {number:g} is not between 0 and {100 if key == 'shape' else 10}")
        return number
    most = MOST_SCALE if key == "scale" else LONGEST
    return _bounded(quantity(value, unit), str(key)[:30], most)


def _bounded(number: float, what: str, most: float = LONGEST) -> float:
    if not 0 <= number <= most:
        words = f"{most:.0e}".replace("e+0", "e").replace("e+", "e")
        raise ValueError(f"{what} is {number:g}; a duration is between 0 and {words}")
    return number


def _by_median(median: float, sigma: float) -> Law:
    if sigma == 0 or median == 0:
        return fixed(median)
    return Law("lognormal", math.log(median), sigma)


def _weibull(shape: float, scale: float) -> Law:
    if shape < 0.1 or scale <= 0:
        raise ValueError("a Weibull law needs a shape of at least 0.1 and a scale above 0")
    return Law("weibull", shape, scale)
