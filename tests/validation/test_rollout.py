"""Cases of rollout, which needs no simulation: the file of the case, its months, and its published figures."""

from __future__ import annotations

import pytest

from dcsim.plant import build
from dcsim.plant.usable import capability
from dcsim.rollout import timelines_of
from dcsim.scenario import read_scenario

from .checker import HERE, YEAR_H


def test_f18b_a_late_second_phase() -> None:
    model = read_scenario(HERE / "F18b.yaml").model
    plant = build(model)
    programme = timelines_of(model, plant, 1)
    found = programme.months(0, 3, lambda one: capability(plant, one.units, one.halls | one.loads))
    for replication in range(3):
        assert found.first_short_h[replication] / YEAR_H == pytest.approx(5, abs=1e-9)
        assert found.shortfall[replication] @ found.hours == pytest.approx(19_710, rel=1e-6)
        assert found.shortfall[replication] @ found.hours / YEAR_H == pytest.approx(2.25, rel=1e-6)
        assert found.short_peak[replication].max() == pytest.approx(3, rel=1e-6)
