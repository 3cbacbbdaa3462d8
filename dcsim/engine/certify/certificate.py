"""What a rehearsal proved, in arrays: conditions, when the site is calm again, and what is to be booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.certify.affine import Affine, Form
from dcsim.engine.certify.course import Course
from dcsim.engine.intervals import Floats
from dcsim.laws import Law

_MORE_THAN_ALL = 2.0


class Draw(NamedTuple):
    """One draw inside an episode, of each of several machines, told without names.

    The episode is that of interval `interval` of the stretch, for the `repeats`-th time. `owner` is the
    number of the behaviour that asks.
    """

    owner: int
    interval: int
    repeats: int
    counter: int


class Question(NamedTuple):
    """A draw of one machine.

    `rank` says which of the keys of the owners: for machines that are alike not their own number, but their
    place in the order in which they are ready.
    """

    draw: Draw
    rank: int


class Chances(NamedTuple):
    """Draws that were compared with a probability, by rank, and whether each was below."""

    draw: Draw
    probability: float
    ranks: NDArray[np.intp]
    below: NDArray[np.bool_]


class Turn(NamedTuple):
    """Of machines that were ready at one instant the first by number: it has its turn first."""

    owner: int
    rank: int
    others: NDArray[np.intp]


class Lengths(NamedTuple):
    """Drawn durations of some ranks; each is one of the variables."""

    draw: Draw
    law: Law
    ranks: NDArray[np.intp]


class Latest(NamedTuple):
    """Durations that begin together: the longest of them is one of the variables."""

    of: tuple[tuple[Draw, Law], ...]


class Filled(NamedTuple):
    """A tank that need not be full: the sum of what is burnt from it, m³, what it holds, and how long that
    takes to bring."""

    burnt: tuple[str, str]
    holds: float
    refill_h: float


class Linear:
    """Some linear forms of the variables, each with a constant; (m,) of them.

    Few variables stand in each, so they are summed term by term. A product of matrices would wake the threads
    of the linear algebra library, which spin for longer than all this takes.
    """

    def __init__(self, rows: Sequence[tuple[Form, float]]) -> None:
        self.rows = sorted(rows, key=lambda row: -len(row[0]))
        self._constants = np.array([[constant] for _, constant in self.rows])
        self._terms = []
        for place in range(len(self.rows[0][0]) if self.rows else 0):
            terms = [form[place] for form, _ in self.rows if len(form) > place]
            which, coefficients = zip(*terms, strict=True)
            self._terms.append((np.array(which), np.array(coefficients)[:, None]))

    def at(self, variables: Floats) -> Floats:
        """Their values, (m, n), where the variables are (v, n)."""
        found = np.repeat(self._constants.reshape(-1, 1), variables.shape[1], axis=1)
        for which, coefficients in self._terms:
            found[: len(which)] += coefficients * variables[which]
        return found


@dataclass(frozen=True)
class Certificate:
    """One way through a stretch without any loss, and the stretches it holds for.

    Variables are the hours from the first event of the stretch to each of the others, then the `lengths`,
    of machines that restart together the longest.
    All `conditions` must be above `close_h`. The site is at rest again at `rest`, and calm at the latest of
    `calm`, hours after the first event; to what uses no reserve it is calm at the latest of `calm_unused`, to
    what finds enough fuel at that of `calm_but_for_fuel`.
    `sums` has run hours and fuel by group, in the same form, and `tallies` all that was counted. `course`
    tells which failures may be under way beside it, `tanks` which need not be full when it begins.
    """

    chances: tuple[Chances, ...]
    turns: tuple[Turn, ...]
    lengths: tuple[Lengths | Latest, ...]
    close_h: float
    conditions: Linear
    uses_reserve: bool
    rest: Linear
    calm: Linear
    calm_unused: Linear
    calm_but_for_fuel: Linear
    tallies: dict[tuple[str, str], int]
    sums: dict[tuple[str, str], Linear]
    """By what the recorder calls it, and group."""
    tanks: tuple[Filled, ...]
    course: Course

    def holds(self, variables: Floats) -> NDArray[np.bool_]:
        """For which cases the conditions hold; `variables` has shape (v, n), the chances apart."""
        return np.asarray((self.conditions.at(variables) > self.close_h).all(axis=0))

    def at_rest_after(self, variables: Floats) -> Floats:
        """Hours from the first event until the site is at rest, shape (n,)."""
        return np.asarray(self.rest.at(variables)[0])

    def calm_after(self, variables: Floats) -> Floats:
        """Hours from the first event until the site is calm, shape (n,)."""
        return np.asarray(self.calm.at(variables).max(axis=0))

    def calm_but_for_fuel_after(self, variables: Floats) -> Floats:
        """The same for what finds enough fuel, shape (n,)."""
        return np.asarray(self.calm_but_for_fuel.at(variables).max(axis=0))

    def burnt(self, variables: Floats) -> tuple[Floats, Floats]:
        """The largest share of a tank that is burnt, and the most hours it takes to bring it, shapes (n,)."""
        share, hours = np.zeros((2, variables.shape[1]))
        for tank in self.tanks:
            if tank.burnt in self.sums:
                of_it = self.sums[tank.burnt].at(variables)[0] / tank.holds if tank.holds else _MORE_THAN_ALL
                share, hours = np.maximum(share, of_it), np.maximum(hours, of_it * tank.refill_h)
        return share, hours

    def calm_unused_after(self, variables: Floats) -> Floats:
        """The same for what uses no reserve, shape (n,)."""
        return np.asarray(self.calm_unused.at(variables).max(axis=0))


def row_of(time: Affine | float) -> tuple[Form, float]:
    """Form and constant of a time or a number."""
    if isinstance(time, Affine):
        return tuple(sorted(time.form.items())), time.constant
    return (), time
