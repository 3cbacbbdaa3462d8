"""What a rehearsal proved, in arrays: conditions, when the site is calm again, and what is to be booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.certify.affine import Affine, Form
from dcsim.engine.intervals import Floats
from dcsim.laws import Law

Owners = tuple[int, ...]
"""Behaviours by number: one, or several whose machines are alike."""


class Draw(NamedTuple):
    """One draw inside an episode, of each of several machines, told without names.

    The episode is that of interval `interval` of the stretch, for the `repeats`-th time. `owners` are the
    numbers of the behaviours that may ask.
    """

    owners: Owners
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

    owners: Owners
    rank: int
    others: NDArray[np.intp]


class Lengths(NamedTuple):
    """Drawn durations of some ranks; each is one of the variables."""

    draw: Draw
    law: Law
    ranks: NDArray[np.intp]


@dataclass(frozen=True)
class Certificate:
    """One way through a stretch without any loss, and the stretches it holds for.

    Variables are the hours from the first event of the stretch to each of the others, then the `lengths`.
    `conditions` (m, v) and `offsets` (m,): all rows times the variables plus offset must be above `close_h`.
    The site is at rest again at `rest`, and calm at the latest of the rows of `calm`, hours after the first
    event; to what uses no reserve it is calm at the latest of those of `calm_unused`. `sums` has run hours
    and fuel by group, in the same form, and `tallies` all that was counted.
    """

    chances: tuple[Chances, ...]
    turns: tuple[Turn, ...]
    lengths: tuple[Lengths, ...]
    close_h: float
    conditions: Floats
    offsets: Floats
    uses_reserve: bool
    rest: tuple[Floats, float]
    calm: tuple[Floats, Floats]
    calm_unused: tuple[Floats, Floats]
    tallies: dict[tuple[str, str], int]
    sums: dict[tuple[str, str], tuple[Floats, float]]
    """By what the recorder calls it, and group."""

    def holds(self, variables: Floats) -> NDArray[np.bool_]:
        """For which cases the conditions hold; `variables` has shape (v, n), the chances apart."""
        gaps = self.conditions @ variables + self.offsets[:, None]
        return np.asarray((gaps > self.close_h).all(axis=0))

    def at_rest_after(self, variables: Floats) -> Floats:
        """Hours from the first event until the site is at rest, shape (n,)."""
        row, constant = self.rest
        return np.asarray(row @ variables + constant)

    def calm_after(self, variables: Floats) -> Floats:
        """Hours from the first event until the site is calm, shape (n,)."""
        rows, offsets = self.calm
        return np.asarray((rows @ variables + offsets[:, None]).max(axis=0))

    def calm_unused_after(self, variables: Floats) -> Floats:
        """The same for what uses no reserve, shape (n,)."""
        rows, offsets = self.calm_unused
        return np.asarray((rows @ variables + offsets[:, None]).max(axis=0))


def matrix(rows: Sequence[tuple[Form, float]], column: Sequence[int]) -> tuple[Floats, Floats]:
    """Forms and constants as a matrix and a vector; `column` says where each variable stands."""
    found = np.zeros((len(rows), len(column)))
    for i, (form, _) in enumerate(rows):
        for variable, c in form:
            found[i, column[variable]] = c
    return found, np.array([constant for _, constant in rows], float)


def row_of(time: Affine | float) -> tuple[Form, float]:
    """Form and constant of a time or a number."""
    if isinstance(time, Affine):
        return tuple(sorted(time.form.items())), time.constant
    return (), time
