"""Capacity against a load: by hand, by enumeration, and against the closed form of like units."""

from __future__ import annotations

from itertools import product
from math import fsum, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcsim.errors import UsageError
from dcsim.exact import Sources, adequacy, k_of_n, unit


def test_two_kinds_by_hand() -> None:
    """2 x 1 MW out 0.1 of the time and 1 x 2 MW out 0.2: sums 0, 1, 2, 3, 4 MW.

    P(0) = 0.01·0.2 = 0.002, P(1) = 0.18·0.2 = 0.036, P(2) = 0.81·0.2 + 0.01·0.8 = 0.17.
    Load 2: short 0.038, lacking 2·0.002 + 1·0.036 = 0.04. Load 2.5: short 0.208, lacking 0.005 + 0.054 + 0.085.
    """
    sources = [Sources(2, 1, 0.1), Sources(1, 2, 0.2)]
    two, more, both = (adequacy(sources, load) for load in ([2.0], [2.5], [2.0, 2.5]))
    assert (two.lolp, two.unserved_mw) == (pytest.approx(0.038), pytest.approx(0.04))
    assert (more.lolp, more.unserved_mw) == (pytest.approx(0.208), pytest.approx(0.144))
    assert (both.lole, both.lolp) == (pytest.approx(0.246), pytest.approx(0.123))


def test_a_load_that_is_met_to_the_watt_is_met() -> None:
    assert adequacy([Sources(3, 0.1, 0.0)], [0.1 + 0.2]).lole == 0.0
    assert adequacy([Sources(3, 0.1, 0.0)], [0.300001]).lole == 1.0


@given(
    kinds=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from([0.5, 1.0, 1.7]), st.floats(0, 1)),
        min_size=1,
        max_size=3,
    ),
    loads=st.lists(st.floats(0, 12), min_size=1, max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_it_is_the_sum_over_all_states(kinds: list[tuple[int, float, float]], loads: list[float]) -> None:
    each = [(mw, q) for count, mw, q in kinds for _ in range(count)]
    lole, lacking = [], []
    for state in product((0, 1), repeat=len(each)):
        chance = prod(1 - q if up else q for up, (_, q) in zip(state, each, strict=True))
        has = fsum(mw for up, (mw, _) in zip(state, each, strict=True) if up)
        for load in loads:
            lole.append(chance * (has < round(load, 6) - 1e-9))
            lacking.append(chance * max(0.0, round(load, 6) - has))
    found = adequacy([Sources(*kind) for kind in kinds], loads)
    assert found.lole == pytest.approx(fsum(lole), abs=1e-12)
    assert found.unserved_mw == pytest.approx(fsum(lacking), abs=1e-9)


def test_like_units_are_k_of_n() -> None:
    one = unit(1700, 37)
    found = adequacy([Sources(6, 2.5, one.unavailability)], [12.0])
    assert found.lolp == pytest.approx(k_of_n(5, 6, one).unavailability, rel=1e-12)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one period"):
        adequacy([Sources(1, 1, 0.1)], [])
    with pytest.raises(UsageError, match="finite MW"):
        adequacy([Sources(1, 1, 0.1)], [float("nan")])
    with pytest.raises(UsageError, match="0 sources"):
        Sources(0, 1, 0.1)
    with pytest.raises(UsageError, match="not between 0 and 1"):
        Sources(1, 1, 1.1)
    with pytest.raises(UsageError, match="different sums"):
        adequacy([Sources(1, 1 + 2.0**-n, 0.1) for n in range(1, 21)], [1.0])
