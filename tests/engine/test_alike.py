"""Which stretches have one loud interval and others beside it that do no more than take a unit each."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from dcsim.engine.certify.alike import _loud_ones

LOUD, QUIET, MORE = 0, 1, 2
"""Kinds of interval: a loss, a failure of one unit, something quiet that does more."""


class Row(NamedTuple):
    kind: int
    start: float
    end: float
    unit: int = 0
    behaviour: int = 1
    is_change: bool = False


LOSS = Row(LOUD, 10.0, 12.0, behaviour=0)
BESIDE = Row(QUIET, 9.0, 11.0)


def stretches(*several: list[Row]) -> Any:
    rows = [row for some in several for row in some]
    column = {name: np.array([getattr(row, name) for row in rows]) for name in Row._fields}
    intervals = SimpleNamespace(start=column["start"], end=column["end"], unit=column["unit"])
    return SimpleNamespace(
        bounds=np.cumsum([0, *(len(some) for some in several)]),
        rows=SimpleNamespace(intervals=intervals, behaviour=column["behaviour"], kind=column["kind"]),
        setup=np.zeros(len(several), int),
        quiet_alone=np.array([[False, True, True]]),
        is_change=column["is_change"],
        beside=[None, "a unit", None],
        horizon_h=100.0,
    )


def loud_ones(*several: list[Row]) -> dict[int, int]:
    numbers, rows = _loud_ones(stretches(*several), np.arange(len(several)))
    return dict(zip(numbers.tolist(), rows.tolist(), strict=True))


def test_each_is_found_with_its_row() -> None:
    other = BESIDE._replace(unit=1)
    assert loud_ones([BESIDE, LOSS], [LOSS, BESIDE, other], [BESIDE, other, LOSS]) == {0: 1, 1: 2, 2: 7}
    assert not len(_loud_ones(stretches([LOSS]), np.zeros(0, np.intp))[0])


@pytest.mark.parametrize(
    "rows",
    [
        [BESIDE, BESIDE._replace(unit=1)],
        [LOSS, LOSS._replace(start=11.0, end=13.0)],
        [LOSS, BESIDE._replace(kind=MORE)],
        [LOSS, BESIDE._replace(end=100.0)],
        [LOSS, BESIDE._replace(is_change=True)],
        [LOSS._replace(is_change=True), BESIDE],
        [LOSS, BESIDE, BESIDE._replace(start=11.5, end=11.75)],
        [LOSS, BESIDE._replace(start=10.0)],
        [LOSS, BESIDE._replace(end=10.0)],
        [LOSS, BESIDE._replace(start=12.0, end=13.0)],
        [LOSS, BESIDE._replace(end=12.0)],
    ],
    ids=[
        "none is loud",
        "two are",
        "one does more",
        "one lasts",
        "a change of the plan",
        "the loud one is a change",
        "one unit twice",
        "one begins with it",
        "one ends as it begins",
        "one begins as it ends",
        "one ends with it",
    ],
)
def test_others_are_left_to_the_core_or_to_certificates_of_their_own(rows: list[Row]) -> None:
    fine = [LOSS, BESIDE, BESIDE._replace(unit=1)]
    assert loud_ones(fine, rows, fine) == {0: 0, 2: 3 + len(rows)}
