"""What must hold on every site, in every month and replication, whatever is drawn."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import dcsim
from dcsim.measures.capacity import first_month, is_full
from dcsim.study.capacity import Capacity
from dcsim.study.capacity import capacity as ask

FOLDER = Path(__file__).parents[2] / "scenarios"
SITES = ("thai-nguyen", "da-nang-it-park", "thai-nguyen-finished")
FEW = 60


@cache
def capacity(site: str, *changes: tuple[str, object]) -> Capacity:
    return ask(dcsim.read_scenario(FOLDER / f"{site}.yaml", values=dict(changes)), replications=FEW)


@pytest.mark.parametrize("site", SITES)
def test_every_month_of_every_replication(site):
    found = capacity(site).rolled
    assert np.allclose(found.drawn, found.served + found.shortfall)
    assert (found.usable <= found.installed + 1e-9).all()
    assert (found.drawn <= found.peak + 1e-9).all()
    assert (found.peak <= found.contracted + 1e-9).all()
    assert min(table.min() for table in found.stranded.values()) >= -1e-9
    assert np.allclose(sum(one.contracted for one in found.tenants.values()), found.contracted)
    assert np.allclose(sum(one.drawn for one in found.tenants.values()), found.drawn)


@pytest.mark.parametrize("site", SITES)
def test_chance_is_where_replications_differ(site):
    found = capacity(site)
    assert found.chance == bool(np.ptp(found.rolled.peak, axis=0).any()) == (not site.endswith("finished"))
    assert found.replications == (FEW if found.chance else 1)


def test_a_later_phase_never_helps_and_leaves_all_other_draws_alone():
    """Phase three a year later: the other phases come when they came, usable never rises and somewhere falls."""
    base = capacity("thai-nguyen")
    later = capacity("thai-nguyen", ("phases.three.ready", "2033-01-01"))
    for name in ("one", "two"):
        assert (base.rolled.ready_h[name] == later.rolled.ready_h[name]).all()
    assert np.allclose(later.rolled.ready_h["three"] - base.rolled.ready_h["three"], 8760)
    assert (later.rolled.usable <= base.rolled.usable + 1e-9).all()
    assert (later.rolled.usable < base.rolled.usable - 1).any()


def test_less_redundancy_kept_is_more_usable():
    """N, N+1 and maintainable in turn, with the same draws: never full earlier by keeping less."""
    by_level = [capacity("thai-nguyen", ("planning.keeps", keeps)) for keeps in ("N", "N+1", "maintainable")]
    for more, less in pairwise(by_level):
        assert (more.rolled.usable >= less.rolled.usable - 1e-9).all()
        assert (first_month(is_full(more.rolled)) >= first_month(is_full(less.rolled))).all()
