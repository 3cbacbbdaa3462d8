"""Measures of tenants and of what hangs on one cord, by hand."""

from __future__ import annotations

import pytest

from dcsim.measures import by_cord, by_tenant
from dcsim.records import Spell
from tests.measures.made import observed

# 20 replications of 10 years: 200 site-years
SPELLS = (
    Spell(0, "bank", "down", 100.0, 102.0, 1.8),
    Spell(0, "bank@a", "down", 100.0, 110.0, 1.0),
    Spell(3, "bank@a", "down", 50.0, 52.0, 0.2),
    Spell(4, "bank", "shed", 10.0, 15.0, 5.0),
    Spell(5, "bank", "shed", 20.0, 21.0, 1.0),
)
SEEN = observed(
    [],
    tenants={"bank": 1.0, "shop": 2.0},
    on_one_cord={"bank@a": 0.1, "bank@b": 0.1},
    sheddable=frozenset({"bank"}),
    spells=SPELLS,
)


def test_a_tenant_on_both_clocks() -> None:
    """Down 2 h once; 4 h more until its computing is back."""
    bank = by_tenant(SEEN)["bank"]
    assert bank["facility_downtime_h_per_year"].value == pytest.approx(2 / 200)
    assert bank["downtime_h_per_year"].value == pytest.approx(6 / 200)
    assert bank["outages_per_year"].value == pytest.approx(1 / 200)
    assert bank["availability"].value == pytest.approx(1 - 6 / 200 / 8760)


def test_energy_of_a_tenant_has_that_of_its_parts() -> None:
    assert by_tenant(SEEN)["bank"]["unserved_mwh_per_year"].value == pytest.approx(3.0 / 200)
    assert by_cord(SEEN)["bank@a"]["unserved_mwh_per_year"].value == pytest.approx(1.2 / 200)


def test_a_shed_is_no_outage() -> None:
    bank = by_tenant(SEEN)["bank"]
    assert bank["sheds_per_year"].value == pytest.approx(2 / 200)
    assert bank["shed_h_per_year"].value == pytest.approx(6 / 200)
    assert bank["shed_mwh_per_year"].value == pytest.approx(6 / 200)


def test_what_was_never_seen_is_bounded_and_said() -> None:
    """An unseen outage is bounded by 3 / n; a tenant nobody may shed has no figure, and it is said why."""
    shop = by_tenant(SEEN)["shop"]
    assert shop["outages_per_year"].high == pytest.approx(2.9957 / 200, rel=1e-3)
    assert shop["sheds_per_year"].value is None
    assert shop["sheds_per_year"].note == "its contract allows no shedding"
    nothing_shed = by_tenant(observed([], tenants={"bank": 1.0}, sheddable=frozenset({"bank"})))["bank"]
    assert nothing_shed["sheds_per_year"].note == "no shed seen"
    note = nothing_shed["shed_h_per_year"].note
    assert note is not None
    assert note.startswith("no shed seen; the upper end assumes 40 h a shed")


def test_what_hangs_on_one_cord() -> None:
    rows = by_cord(SEEN)
    assert rows["bank@a"]["outages_per_year"].value == pytest.approx(2 / 200)
    assert rows["bank@b"]["outages_per_year"].events == 0
