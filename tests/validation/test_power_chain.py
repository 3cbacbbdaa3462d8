"""A case of the account of energy, which needs no simulation."""

from __future__ import annotations

import pytest

import dcsim

from .checker import HERE


def test_h02_power_chain_and_pue() -> None:
    """UPS input 10 / 0.98 / 0.95; heat that and 0.6; cooling a quarter of it; all of it / 0.985."""
    found = dcsim.power_balance(dcsim.read_scenario(HERE / "H02.yaml"))
    assert found.groups["ups"].taken_mw == pytest.approx(10.74113856, rel=1e-9)
    assert found.cooling_mw == pytest.approx(2.83528464, rel=1e-9)
    assert found.cooling == pytest.approx({"chillers": 2.83528464}, rel=1e-9)
    assert found.site_mw == pytest.approx(14.39230782, rel=1e-9)
    assert found.pue == pytest.approx(1.439230782, rel=1e-9)
    assert found.sets_needed == {"gensets": 7}
    assert found.mwh_per_year == pytest.approx(126076.6165, rel=1e-9)
    assert found.groups["transformer"].lost_mw == pytest.approx(14.39230782 * 0.015, rel=1e-9)
