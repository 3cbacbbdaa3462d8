"""What becomes of contracts: when they are signed, how long they wait, who gives up; a market for all of them."""

from __future__ import annotations

import numpy as np
import pytest

from dcsim.plant import build
from dcsim.rollout.drawn import Draw, Drawn
from dcsim.scenario import scenario_from_text
from tests.rollout.made import HEAD, MONTH_H, YEAR_H, by_month

SITE = """
horizon: {start: 2028-01-01, years: 10}
power: {blocks: {kind: element, count: 2, rating_mw: 10, mttf_h: never, fed_by: [mains]}}
halls: {hall-1: {it_mw: 20, cords: [blocks]}, hall-2: {it_mw: 20, cords: [blocks]}}
"""
PHASES = """
phases:
  two: {ready: 2030-01-01, late: LATE, brings: {hall-2: all}}
  three: {ready: 2034-01-01, late: never, retires: {hall-1: all}}
tenants:
  dated: {hall: hall-1, contracted_mw: 1, from: 2026-01-01}
  early: {hall: hall-2, contracted_mw: 1, from: 2029-07-01}
  open: {hall: hall-2, contracted_mw: 1, signs: {after_months: 6}}
  ends: {hall: hall-2, contracted_mw: 1, until: 2030-03-01, leaves: {late_months: 3, keeps: 0.4}}
"""


def drawn(text: str, *, size: int = 1, block: int = 0, seed: int = 1) -> Drawn:
    model = scenario_from_text(HEAD + text).model
    return Draw(model, build(model), seed).block(block, size)


def table(found: Drawn) -> dict[str, tuple[float, ...]]:
    """(signed, served from, served until) in months of 730 h, of the first replication."""
    return {
        one.name: tuple(
            float(hours[0]) / MONTH_H for hours in (course.wanted_h, course.start_h, course.end_h)
        )
        for one, course in zip(found.contracts, found.courses, strict=True)
    }


def test_on_time_by_hand() -> None:
    """A hall that no phase brings was always there: a contract from before the horizon goes on in it."""
    days = 24 / MONTH_H
    assert table(drawn(SITE + PHASES.replace("LATE", "never"))) == {
        "dated": (-24, -24, 72),
        "early": pytest.approx((12 + 181 * days, 24, np.inf)),
        "open": (30, 30, np.inf),
        "ends": pytest.approx((24, 24, 24 + 59 * days)),
    }


def test_nine_months_late_by_hand() -> None:
    """open is signed by plan in month 30 and waits three months; ends gives up in month 27, of what is over in 26."""
    found = drawn(SITE + PHASES.replace("LATE", "{by_months: 9}"))
    assert table(found)["open"] == pytest.approx((30, 33, np.inf))
    assert table(found)["early"][1] == pytest.approx(33)
    (ends,) = [
        course for one, course in zip(found.contracts, found.courses, strict=True) if one.name == "ends"
    ]
    assert (ends.left_h[0] / MONTH_H, ends.kept[0]) == (27, 0.4)
    months = by_month(SITE + PHASES.replace("LATE", "{by_months: 9}"))
    assert float(months.unserved_by["ends"][0] @ months.hours) == pytest.approx(59 * 24)
    assert months.drawn_by["ends"].max() == 0


def test_a_contract_in_a_hall_that_never_comes() -> None:
    text = SITE + PHASES.replace("LATE", "{by_months: never}").replace(
        "after_months: 6", "after_months: never"
    )
    found = by_month(text)
    assert float(found.unserved_by["early"][0] @ found.hours) == pytest.approx(9 * YEAR_H - 181 * 24)
    assert found.unserved_by["open"].max() == 0
    assert found.installed[0].tolist() == [20] * 72 + [0] * 48


def test_the_market_stretches_signing_and_ramps_of_all_alike() -> None:
    text = (
        SITE
        + """
market: {cv: 0.3}
tenants:
  one: {hall: hall-1, contracted_mw: 1, signs: {after_months: 6}, ramp: {months: 24}}
  two: {hall: hall-1, contracted_mw: 1, signs: {after_months: {median: 10, sigma: 0.5}}}
"""
    )
    found = drawn(text, size=1000)
    one, two = found.courses[:2]
    assert np.array_equal(one.stretch, two.stretch)
    assert np.allclose(one.wanted_h, 6 * MONTH_H * one.stretch)
    # standard error of the mean 0.3 ÷ √1000 = 0.0095; a right factor is refused in 1 of 16,000 draws
    assert one.stretch.mean() == pytest.approx(1, abs=0.038)
    # without the market's factor the logarithm of what two takes has mean ln 10; its error is 0.5 ÷ √1000
    own = np.log(two.wanted_h / MONTH_H / two.stretch)
    assert own.mean() == pytest.approx(np.log(10), abs=0.064)
    assert abs(np.corrcoef(own, np.log(one.stretch))[0, 1]) < 0.13


def test_a_change_to_one_tenant_leaves_all_others_alone() -> None:
    text = SITE + PHASES.replace("LATE", "{by_months: {median: 6, sigma: 0.8}}")
    text = text.replace("after_months: 6", "after_months: {median: 6, sigma: 0.5}")
    text = text.replace("keeps: 0.4", "keeps: 0.4, probability: 0.5")
    changed = text.replace(
        "dated: {hall: hall-1, contracted_mw: 1",
        "dated: {hall: hall-1, contracted_mw: 9, signs: {after_months: {median: 3, sigma: 1}}",
    )
    changed = changed.replace(
        "  early:",
        "  more: {hall: hall-1, contracted_mw: 2, signs: {after_months: {median: 3, sigma: 1}}}\n  early:",
    )
    before, after = (drawn(one, size=100, block=2) for one in (text, changed))
    courses = {one.name: course for one, course in zip(after.contracts, after.courses, strict=True)}
    for one, course in zip(before.contracts[1:], before.courses[1:], strict=True):
        for part in ("wanted_h", "start_h", "end_h", "left_h", "kept"):
            assert np.array_equal(getattr(course, part), getattr(courses[one.name], part)), one.name


def test_who_leaves_is_drawn_with_its_probability() -> None:
    """Of 1,000 that wait longer than they bear 0.3 leave: four standard errors are 0.058."""
    text = SITE + PHASES.replace("LATE", "{by_months: 9}").replace(
        "keeps: 0.4", "keeps: 0.4, probability: 0.3"
    )
    found = drawn(text, size=1000)
    assert np.mean(np.isfinite(found.courses[3].left_h)) == pytest.approx(0.3, abs=0.058)
    patient = drawn(text.replace("late_months: 3", "late_months: 9"), size=1000)
    assert not np.isfinite(patient.courses[3].left_h).any()


def test_without_spread_every_replication_is_the_plan() -> None:
    found = by_month(SITE + PHASES.replace("LATE", "{by_months: 9}"), size=50, seed=5)
    for name in ("contracted", "drawn", "peak", "served", "shortfall", "unserved", "set_at"):
        column = getattr(found, name)
        assert (column == column[0]).all(), name


MARKET = """
horizon: {start: 2028-01-01, years: 3}
power: {blocks: {kind: element, count: 2, rating_mw: 10, mttf_h: never, fed_by: [mains]}}
halls: {hall-1: {it_mw: 20, cords: [blocks]}, hall-2: {it_mw: 20, cords: [blocks]}}
phases: {two: {ready: 2029-01-01, late: {by_months: 6}, brings: {hall-2: all}}}
tenants:
  market: {hall: hall-1, contracted_mw: 12, uses: 0.5, ramp: {of: contract, months: 24}}
  steps: {hall: hall-2, contracted_mw: 4, ramp: {of: contract, steps: {3: 0.5, 5: 1}}, leaves: {late_months: 4, keeps: 0.5}}
"""


def test_a_market_is_sold_along_its_ramp() -> None:
    """Of 12 MW a 24th a month; half of what is sold is drawn. The months of the calendar end at 31, 59 ... days."""
    found = by_month(MARKET)
    ends = np.cumsum(found.hours)
    assert found.contracted_by["market"][0] == pytest.approx(12 * np.minimum(ends / MONTH_H / 24, 1))
    assert found.drawn_by["market"][0, 24:] == pytest.approx([6] * 12)
    assert found.drawn_by["market"][0, :12] @ found.hours[:12] == pytest.approx(6 * YEAR_H / 4)
    assert found.unserved_by["market"].max() == 0


def test_what_would_have_been_sold_is_unserved_while_a_hall_is_late() -> None:
    """Six months late: nothing for three, 0.5 × 4 MW for one, then half of that is left, from the fifth on of 4 MW."""
    found = by_month(MARKET)
    assert float(found.unserved_by["steps"][0] @ found.hours) / MONTH_H == pytest.approx(0 + 2 + 1 + 2)
    # sold from the opening on: in month 18 + 3 half of the half that is left
    assert found.contracted_by["steps"][0, [17, 20, 21, 23, 35]] == pytest.approx([0, 0, 1, 2, 2])
