"""Months of each replication: hand tables, late phases against their exact answers, and what always holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcsim.plant import build
from dcsim.plant.usable import capability
from dcsim.scenario import scenario_from_text
from tests.rollout.made import HEAD, MONTH_H, TWO_BLOCKS, YEAR_H, by_month, programme

RAMP = "tenants: {whole: {hall: hall, contracted_mw: 20, ramp: {months: 120}}}\n"


def second_block(late: str) -> str:
    return f"phases: {{two: {{ready: 2033-01-01, late: {late}, brings: {{blocks: 1}}}}}}\n"


def test_a_late_second_phase_by_hand() -> None:
    """2t MW against 10 MW, 20 MW from year 5 on by plan, from 6.5 on in fact: 2 × 1.5² ÷ 2 MW·yr are short."""
    found = by_month(TWO_BLOCKS + RAMP + second_block("{by_months: 18}"))
    assert found.first_short_h[0] / YEAR_H == pytest.approx(5, abs=1e-9)
    short_mwh = found.shortfall[0] @ found.hours
    assert short_mwh == pytest.approx(19_710, rel=1e-6)
    assert short_mwh / YEAR_H == pytest.approx(2.25, rel=1e-6)
    assert found.short_peak.max() == pytest.approx(3, rel=1e-6)
    # all that is asked for is 2 × 10² ÷ 2 MW·yr
    assert found.drawn[0] @ found.hours == pytest.approx(100 * YEAR_H, rel=1e-9)
    assert found.planned_h == {"two": 5 * YEAR_H}
    assert found.ready_h["two"].tolist() == [6.5 * YEAR_H]


def test_on_time_nothing_is_short() -> None:
    found = by_month(TWO_BLOCKS + RAMP + second_block("never"))
    assert found.shortfall.max() == 0
    assert np.isinf(found.first_short_h[0])


@pytest.mark.parametrize(
    ("late", "second_moment"),
    [
        # two points: 12 months with probability 0.4
        ("{probability: 0.4, by_months: 12}", 0.4),
        # lognormal with P = 0.9: 0.9 × exp(2 ln m + 2 σ²), m = 0.37 years
        ("{probability: 0.9, overrun: {median: 0.296, sigma: 0.5}}", 0.9 * (0.296 * 15 / 12) ** 2 * math.exp(0.5)),
    ],
)  # fmt: skip
def test_a_phase_late_by_chance_against_its_exact_answer(late: str, second_moment: float) -> None:
    """Short is 2 MW/yr × E[d²] ÷ 2, whatever the law of d; 2 × E[d]² ÷ 2 would be 60 % and 30 % too little.

    Five blocks of 1,000. Accepted within four standard errors: a right figure is refused in 1 of 16,000 runs. The
    standard errors are 1.7 % and 2.1 %, so that a bias of 10 % and 12 % is found 19 times in 20.
    """
    text = TWO_BLOCKS + RAMP + second_block(late)
    short = (
        np.concatenate([by_month(text, block=b, size=1000, seed=7).shortfall for b in range(5)])
        @ by_month(text).hours
    )
    mw_years = short / YEAR_H
    error = mw_years.std(ddof=1) / math.sqrt(len(mw_years))
    z = (mw_years.mean() - second_moment) / error
    assert abs(z) <= 4, z
    assert error / second_moment < 0.05


TWO_HALLS = """
horizon: {start: 2028-01-01, years: 6}
power: {blocks: {kind: element, count: 2, rating_mw: 10, mttf_h: never, fed_by: [mains]}}
halls: {hall-1: {it_mw: 5, cords: [blocks]}, hall-2: {it_mw: 8, cords: [blocks]}}
phases: {two: {ready: 2030-01-01, late: LATE, brings: {hall-2: all, blocks: 1}}}
tenants:
  bank: {hall: hall-1, contracted_mw: 2, uses: 0.5, ramp: {steps: {0: 0.5, 6: 1}}}
  cloud: {hall: hall-2, contracted_mw: 6, ramp: {months: 12}, leaves: {late_months: 6, keeps: 0.5}}
  later: {hall: hall-2, contracted_mw: 2, from: 2031-01-01, until: 2032-07-01, signs: {after_months: 3}}
"""


def yearly(found: np.ndarray, hours: np.ndarray) -> list[float]:
    """MW·yr by year of the first replication."""
    return [float(y) for y in (found[0] * hours).reshape(-1, 12).sum(axis=1) / YEAR_H]


def test_two_halls_on_time_by_hand() -> None:
    found = by_month(TWO_HALLS.replace("LATE", "never"))
    assert yearly(found.drawn_by["bank"], found.hours) == pytest.approx([0.75, 1, 1, 1, 1, 1], rel=2e-3)
    # the year's first 4,380 h, not its first six calendar months, are at half
    assert yearly(found.drawn_by["bank"], found.hours)[0] == pytest.approx(0.5 * 0.5 + 1.0 * 0.5, rel=1e-12)
    assert yearly(found.drawn_by["cloud"], found.hours) == pytest.approx([0, 0, 3, 6, 6, 6], rel=1e-12)
    # 3 × 730 h after 2031-01-01 to 2032-07-01, 181 days into that year
    assert yearly(found.drawn_by["later"], found.hours) == pytest.approx([0, 0, 0, 1.5, 2 * 181 / 365, 0])
    assert found.unserved.max() == 0
    assert found.installed[0].tolist() == [5] * 24 + [13] * 48
    assert found.contracted[0].tolist() == [2] * 24 + [8] * 15 + [10] * 15 + [8] * 18
    assert [found.sets[n].units[-1] for n in found.set_at[0, [0, 23, 24]]] == [1, 1, 2]
    assert found.in_service["hall-2"][0, [22, 23, 24, 25]].tolist() == [0, 0, 1, 1]


def test_two_halls_ten_months_late_by_hand() -> None:
    """cloud waits from 2030-01-01: six months 6 MW, four months the half it keeps; later is not touched."""
    found = by_month(TWO_HALLS.replace("LATE", "{by_months: 10}"))
    unserved = float(found.unserved_by["cloud"][0] @ found.hours) / MONTH_H
    assert unserved == pytest.approx(6 * 6 + 4 * 3)
    assert found.unserved_by["later"].max() == 0
    # 3 MW ramping for 12 months from month 10 on: 2/12 × 3 MW in the mean of two months, then the other ten
    assert yearly(found.drawn_by["cloud"], found.hours)[2] == pytest.approx(3 * (2 / 12) / 2 * (2 / 12))
    assert yearly(found.drawn_by["cloud"], found.hours)[4:] == pytest.approx([3, 3])
    assert yearly(found.drawn_by["later"], found.hours) == pytest.approx([0, 0, 0, 1.5, 2 * 181 / 365, 0])


def test_a_tenant_that_keeps_nothing_never_comes() -> None:
    text = TWO_HALLS.replace("LATE", "{by_months: 10}").replace("keeps: 0.5", "keeps: 0")
    found = by_month(text)
    assert found.drawn_by["cloud"].max() == 0
    assert float(found.unserved_by["cloud"][0] @ found.hours) / MONTH_H == pytest.approx(36)


def test_hours_of_a_profile() -> None:
    """4 MW that uses half: 3 MW by day, 1 MW by night; 2.5 MW are served: half of a MW is short half the time."""
    text = """
horizon: {start: 2028-01-01, years: 1}
power: {blocks: {kind: element, count: 1, rating_mw: 10, mttf_h: never, fed_by: [mains]}}
halls: {hall: {it_mw: 20, cords: [blocks]}}
tenants: {one: {hall: hall, contracted_mw: 4, uses: 0.5, profile: {day: DAY}}}
""".replace("DAY", str([1.5] * 12 + [0.5] * 12))
    found = programme(text).months(0, 1, lambda _: 2.5)
    assert found.peak[0] == pytest.approx([3] * 12)
    assert found.drawn[0] == pytest.approx([2] * 12)
    assert found.shortfall[0] == pytest.approx([0.25] * 12)
    assert found.short_peak[0] == pytest.approx([0.5] * 12)


def test_peaks_of_tenants_at_other_hours_do_not_add_up_and_residuals_add_as_variances() -> None:
    day, night = [1.5] * 12 + [0.5] * 12, [0.5] * 12 + [1.5] * 12
    text = f"""
horizon: {{start: 2028-01-01, years: 1}}
power: {{blocks: {{kind: element, count: 1, rating_mw: 10, mttf_h: never, fed_by: [mains]}}}}
halls: {{hall: {{it_mw: 20, cords: [blocks]}}}}
tenants:
  one: {{hall: hall, contracted_mw: 8, uses: 0.5, profile: {{day: {day}, residual: 0.03}}}}
  two: {{hall: hall, contracted_mw: 8, uses: 0.5, profile: {{day: {night}, residual: 0.04}}}}
"""
    found = programme(text).months(0, 1, lambda _: 20.0)
    # 6 + 2 MW at any hour, and three times √(0.12² + 0.16²) = 0.2 MW
    assert found.peak[0] == pytest.approx([8.6] * 12)


def test_hours_of_a_whole_year_count_from_the_horizons_first() -> None:
    """All of 4 MW in the 91 days from 1 April on, half of it in the rest of the year; and so every year."""
    hourly = [1] * (91 * 24) + [0.5] * (274 * 24)
    text = f"""
horizon: {{start: 2028-04-01, years: 2}}
power: {{blocks: {{kind: element, count: 1, rating_mw: 10, mttf_h: never, fed_by: [mains]}}}}
halls: {{hall: {{it_mw: 20, cords: [blocks], hourly: {hourly}}}}}
tenants: {{one: {{hall: hall, contracted_mw: 4, profile: {{season: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}}}}}}
"""
    found = programme(text).months(0, 1, lambda _: 3.0)
    assert found.drawn[0] == pytest.approx(([4] * 3 + [2] * 9) * 2)
    assert found.shortfall[0] == pytest.approx(([1] * 3 + [0] * 9) * 2)


# ------------------------------------------------------------------------------------ what always holds

law = st.one_of(
    st.just("never"),
    st.builds("{{probability: {:.2f}, by_months: {{median: {:.1f}, sigma: 0.7}}}}".format, st.floats(0.1, 1), st.floats(1, 30)),
)  # fmt: skip
ramp = st.sampled_from(
    [
        "{months: 30}",
        "{s_curve: {t50_years: 1, rate: 2.5}}",
        "{steps: {0: 0.5, 4: 0.2, 9: 1}}",
        "{steps: {3: 1}}",
    ]
)


@st.composite
def sites(draw: st.DrawFn) -> str:
    """Two or three halls, one from the start, and tenants of all kinds."""
    halls = draw(st.integers(2, 3))
    text = f"horizon: {{start: 2028-03-15, years: {draw(st.sampled_from([3, 5.5]))}}}\n"
    text += f"power: {{blocks: {{kind: element, count: {halls}, rating_mw: 10, mttf_h: never, fed_by: [mains]}}}}\n"
    text += "halls: {" + ", ".join(f"hall-{n}: {{it_mw: 12, cords: [blocks]}}" for n in range(halls)) + "}\n"
    text += "phases:\n"
    for n in range(1, halls):
        brings = f"{{hall-{n}: all, blocks: 1}}"
        text += f"  phase-{n}: {{ready: 20{28 + n}-0{draw(st.integers(1, 9))}-01, late: {draw(law)}, brings: {brings}}}\n"
    text += "programme: {cv: 0.3}\nmarket: {cv: 0.3}\ntenants:\n"
    for n in range(draw(st.integers(1, 4))):
        text += f"  tenant-{n}: {{hall: hall-{draw(st.integers(0, halls - 1))}, contracted_mw: 3, uses: {draw(st.sampled_from([0.4, 0.8]))}"
        text += f", ramp: {draw(ramp)}" if draw(st.booleans()) else ""
        text += ", profile: bank" if draw(st.booleans()) else ""
        text += ", signs: {after_months: {median: 4, sigma: 0.5}}" if draw(st.booleans()) else ""
        text += ", leaves: {late_months: 3, probability: 0.5, keeps: 0.5}" if draw(st.booleans()) else ""
        text += "}\n"
    return text


@settings(max_examples=40, deadline=None)
@given(text=sites(), serves=st.floats(0.3, 12))
def test_what_holds_in_every_month_of_every_replication(text: str, serves: float) -> None:
    found = programme(text).months(0, 20, lambda one: serves * len(one.halls))
    assert found.served + found.shortfall == pytest.approx(found.drawn, abs=1e-12)
    assert (found.shortfall >= 0).all()
    assert (found.served >= -1e-9).all()
    assert (found.drawn <= found.peak + 1e-9).all()
    mw = {name: 3.0 if name.startswith("tenant") else 12.0 for name in found.drawn_by}
    assert (found.peak <= sum(mw.values()) + 1e-9).all()
    assert ((found.shortfall > 1e-9) <= (found.short_peak > 0)).all()
    assert (found.short_peak <= found.peak + 1e-9).all()
    limits = np.array([serves * len(one.halls) for one in found.sets])
    assert (found.served <= limits[found.set_at] + 1e-9).all()
    for name, drawn in found.drawn_by.items():
        assert (drawn <= mw[name] + 1e-9).all(), name
        # whoever waits does not draw, and whoever draws does not wait
        assert (found.unserved_by[name] + found.contracted_by[name] <= 2 * mw[name] + 1e-9).all()
    assert found.hours.sum() == pytest.approx({3: 26_280, 5.5: 48_180}[3 if "years: 3" in text else 5.5])


@settings(max_examples=25, deadline=None)
@given(text=sites(), months=st.floats(0.5, 20))
def test_a_phase_that_slips_never_gives_more(text: str, months: float) -> None:
    """Phase 1 later by so many months in every replication: less in service, in no month more."""
    delayed = text.replace("  phase-1: {", "  phase-1: {gates: [slip], ", 1)
    delayed += f"gates: {{slip: {{late: {{by_months: {months:.3f}}}}}}}\nprogramme: {{cv: 0.3}}\n"
    delayed = delayed.replace("programme: {cv: 0.3}\n", "", 1)
    model = scenario_from_text(HEAD + text).model
    plant = build(model)
    base, late = (programme(one).months(0, 10, lambda one: len(one.halls)) for one in (text, delayed))
    usable = [
        np.array([capability(plant, one.units, one.halls) for one in found.sets])[found.set_at]
        for found in (base, late)
    ]
    assert (usable[1] <= usable[0] + 1e-9).all()
    installed = [found.installed for found in (base, late)]
    assert (usable[0] <= installed[0] + 1e-9).all()
    # a month's end by which the phase came on time and not late
    slipped = installed[1] < installed[0]
    assert (usable[1][slipped] < usable[0][slipped]).all()
    assert (late.in_service["hall-1"] <= base.in_service["hall-1"] + 1e-12).all()
    assert (late.in_service["hall-1"].sum(axis=1) < base.in_service["hall-1"].sum(axis=1)).any()
    assert (late.ready_h["phase-1"] > base.ready_h["phase-1"]).all()
