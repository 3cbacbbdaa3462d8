"""Times that remember what they depend on.

While the core rehearses a stretch, every time is a number plus a sum of variables with coefficients: the
hours between drawn events, and drawn delays. Adding times and scaling them by numbers keeps that form, and
nothing else is ever done to a time. Whenever two times are compared, the answer is noted as a condition on
the variables. All values of the variables that satisfy the conditions lead the core the same way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NoReturn

_ROUNDINGS = 64
_GIVEN, _PLUS, _TIMES, _OVER = range(4)
FAR_H = 1e200
"""What is beyond never comes: comparing with it conditions nothing."""


class Undecided(Exception):
    """The rehearsal cannot be told in conditions."""


Form = tuple[tuple[int, float], ...]
"""Variables by number, with their coefficients."""


def close_h(horizon_h: float) -> float:
    """Times closer than this are too close to be compared: which is first would be a matter of rounding."""
    return _ROUNDINGS * math.ulp(max(horizon_h, 1.0))


class Conditions:
    """The answers given so far: each form plus its constant must be above 0, by more than `close_h`.

    It also numbers the routes of times, by what was done last: a number stands for one and no other. (A
    hash would not do: that of -1.0 is that of -2.0.)
    """

    def __init__(self, close_h: float) -> None:
        self.close_h = close_h
        self.rows: dict[Form, float] = {}
        self.answers: dict[tuple[int, int], float] = {}
        """By routes of two times: which is later, as the sign, where it was asked before."""
        self._routes: dict[tuple[object, ...], int] = {}

    def route(self, *operation: object) -> int:
        """The number of a route that ends with this."""
        return self._routes.setdefault(operation, len(self._routes))

    def require_positive(self, form: Mapping[int, float], constant: float) -> None:
        """Note that `form` + `constant` > 0."""
        row = tuple(sorted((variable, c) for variable, c in form.items() if c))
        self.rows[row] = min(constant, self.rows.get(row, math.inf))


class Affine:
    """A time, or a length of time, h: a constant and a sum of variables.

    `route` stands for the operations that led to it. Times with the same route are the same to the last bit
    wherever the stretch begins; others that should be equal may be told apart by rounding.
    """

    __slots__ = ("_conditions", "constant", "form", "route", "value")

    def __init__(
        self,
        conditions: Conditions,
        value: float,
        constant: float,
        form: Mapping[int, float],
        route: int | None = None,
    ) -> None:
        self._conditions = conditions
        self.value = value
        self.constant = constant
        self.form = form
        self.route = conditions.route(_GIVEN, constant, *form.items()) if route is None else route

    def _plus(self, other: Affine | float, sign: float) -> Affine | float:
        if isinstance(other, Affine):
            if sign < 0 and self.route == other.route:
                return 0.0
            form = dict(self.form)
            for variable, c in other.form.items():
                form[variable] = form.get(variable, 0.0) + sign * c
            return Affine(
                self._conditions,
                self.value + sign * other.value,
                self.constant + sign * other.constant,
                form,
                self._conditions.route(_PLUS, self.route, sign, other.route),
            )
        if abs(other) >= FAR_H:
            return sign * other
        if other == 0.0:
            return self
        change = sign * other
        route = self._conditions.route(_PLUS, self.route, change)
        return Affine(self._conditions, self.value + change, self.constant + change, self.form, route)

    def __add__(self, other: Affine | float) -> Affine | float:
        return self._plus(other, 1.0)

    __radd__ = __add__

    def __sub__(self, other: Affine | float) -> Affine | float:
        return self._plus(other, -1.0)

    def __rsub__(self, other: float) -> Affine | float:
        return (-self)._plus(other, 1.0)

    def __neg__(self) -> Affine:
        return self._times(-1.0)

    def __mul__(self, factor: float) -> Affine | float:
        if isinstance(factor, Affine):
            raise Undecided("a product of two times")
        return self._times(factor) if factor else 0.0

    __rmul__ = __mul__

    def _times(self, factor: float) -> Affine:
        form = {variable: factor * c for variable, c in self.form.items()}
        route = self._conditions.route(_TIMES, self.route, factor)
        return Affine(self._conditions, factor * self.value, factor * self.constant, form, route)

    def __truediv__(self, divisor: float) -> Affine:
        if isinstance(divisor, Affine):
            raise Undecided("a ratio of two times")
        form = {variable: c / divisor for variable, c in self.form.items()}
        route = self._conditions.route(_OVER, self.route, divisor)
        return Affine(self._conditions, self.value / divisor, self.constant / divisor, form, route)

    def __rtruediv__(self, other: float) -> NoReturn:
        raise Undecided("a ratio of two times")

    def __float__(self) -> NoReturn:
        raise Undecided("a time taken for a number")

    def __bool__(self) -> bool:
        return self != 0.0

    # ------------------------------------------------------------------ comparisons

    def _difference(self, other: Affine | float) -> float:
        """Which is later, as the sign; noted unless it cannot be otherwise."""
        if not isinstance(other, Affine):
            if abs(other) >= FAR_H:
                return -math.copysign(1.0, other)
            return self._noted(self.form, self.constant - other, self.value - other)
        if self.route == other.route:
            return 0.0
        routes = self.route, other.route
        known = self._conditions.answers.get(routes)
        if known is None:
            form = dict(self.form)
            for variable, c in other.form.items():
                form[variable] = form.get(variable, 0.0) - c
            known = self._noted(form, self.constant - other.constant, self.value - other.value)
            self._conditions.answers[routes] = known
        return known

    def _noted(self, form: Mapping[int, float], constant: float, value: float) -> float:
        """The sign of a difference that has this form, and this value now."""
        if not any(form.values()):
            if abs(constant) < self._conditions.close_h:
                raise Undecided("two times that only rounding tells apart")
            return constant
        if abs(value) < self._conditions.close_h:
            raise Undecided("two times too close to be told apart")
        sign = math.copysign(1.0, value)
        self._conditions.require_positive({v: sign * c for v, c in form.items()}, sign * constant)
        return value

    def __lt__(self, other: Affine | float) -> bool:
        return self._difference(other) < 0

    def __le__(self, other: Affine | float) -> bool:
        return self._difference(other) <= 0

    def __gt__(self, other: Affine | float) -> bool:
        return self._difference(other) > 0

    def __ge__(self, other: Affine | float) -> bool:
        return self._difference(other) >= 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Affine | float | int):
            return NotImplemented
        return self._difference(other) == 0

    def __hash__(self) -> int:
        return hash((self.constant, tuple(sorted((v, c) for v, c in self.form.items() if c))))
