"""A horizon cut into spans within which nothing begins, ends, bends or comes into service.

All replications of a block have the same number of spans, so that everything is a few operations on whole
arrays; a span may have length 0. Within a span the plant is the same, and no contract's draw falls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.rollout.contracts import Contract, Course
from dcsim.rollout.delays import MONTH_H

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spans:
    """`edges_h` of shape (replications, spans + 1), and the month each span is in, (replications, spans)."""

    edges_h: Floats
    month: NDArray[np.int64]

    @property
    def begin_h(self) -> Floats:
        return self.edges_h[:, :-1]

    @property
    def end_h(self) -> Floats:
        return self.edges_h[:, 1:]

    @property
    def length_h(self) -> Floats:
        return np.diff(self.edges_h, axis=1)

    def signed(self, one: Contract, course: Course) -> Floats:
        """MW of a contract that may be drawn on in each span."""
        middle = (self.begin_h + self.end_h) / 2
        serves = (middle >= course.start_h[:, None]) & (middle < course.end_h[:, None])
        return np.where(serves, (one.mw * course.kept)[:, None], 0.0)

    def filled(self, one: Contract, course: Course) -> tuple[Floats, Floats, Floats]:
        """What its ramp allows of that: at the begin and the end of each span; the integral, MW·h."""
        mw = self.signed(one, course)
        month_h = course.stretch[:, None] * MONTH_H
        since = np.where(np.isfinite(course.start_h), course.start_h, 0.0)[:, None]
        begin, end = (np.maximum(0.0, (edge - since) / month_h) for edge in (self.begin_h, self.end_h))
        first, last, total = one.curve.over(begin, end)
        return mw * first, mw * last, mw * total * month_h


def spans_of(
    month_edges_h: Floats,
    contracts: Sequence[Contract],
    courses: Sequence[Course],
    ready_h: Sequence[Floats],
) -> Spans:
    """The spans of a block, whose phases are ready at `ready_h`."""
    size = len(courses[0].start_h)
    cuts = [np.broadcast_to(month_edges_h, (size, len(month_edges_h)))]
    cuts += [hours[:, None] for hours in ready_h]
    for one, course in zip(contracts, courses, strict=True):
        cuts += [course.start_h[:, None], course.end_h[:, None]]
        breaks = np.array([at for at in one.curve.breaks if at > 0])
        cuts.append(course.start_h[:, None] + course.stretch[:, None] * breaks * MONTH_H)
    edges = np.clip(np.concatenate(cuts, axis=1), month_edges_h[0], month_edges_h[-1])
    edges.sort(axis=1)
    middle = (edges[:, :-1] + edges[:, 1:]) / 2
    month = np.searchsorted(month_edges_h, middle, side="right") - 1
    return Spans(edges, np.minimum(month, len(month_edges_h) - 2))
