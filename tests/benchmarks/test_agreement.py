"""Two sets of findings, and how far they are apart."""

from __future__ import annotations

import math

import pytest

from benchmarks.agreement import Found, apart, by_model


def test_distance_by_hand() -> None:
    # 1 - 2 = -1 with an error of hypot(0.3, 0.4) = 0.5; 10 - 5 = 5 with one of hypot(3, 4) = 5.
    near, far = Found(1.0, 0.3, 10.0, 3.0), Found(2.0, 0.4, 5.0, 4.0)
    assert apart(near, far) == pytest.approx((-2.0, 1.0))
    assert all(math.isnan(value) for value in apart(Found(0.0, 0.0, 0.0, 0.0), Found(0.0, 0.0, 0.0, 0.0)))


def test_findings_of_a_model_by_hand() -> None:
    # Two replications of 2 years with 2 and 0 outages, 6 h and 0 h: 1 and 0 a year, 3 and 0 h a year; their mean
    # is 0.5 and 1.5, their standard deviation 1/sqrt(2) and 3/sqrt(2), over sqrt(2): 0.5 and 1.5.
    found = by_model([[(1.0, 3.0), (10.0, 14.0)], []], 2 * 8760.0)
    assert found == pytest.approx(Found(0.5, 0.5, 1.5, 1.5))
