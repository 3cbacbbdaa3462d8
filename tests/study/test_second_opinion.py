"""The exact layer beside a run: how far off is told, when it is silent, and that a wrong rule is caught.

A right run gets a warning (|z| above 4) once in some 8,000, for its two figures; every seed here is fixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from dcsim.plant import build, supply
from dcsim.records import BlockResult, Counters
from dcsim.render.text import run_text
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study import run
from dcsim.study.second_opinion import FAILURES, UNAVAILABILITY, SecondOpinion, second_opinion

BOARDS = """
format: 1
site: {name: Three boards, it_recovery_h: 0}
horizon: {years: 1}
grid: {feeds: {mains: {failures_per_year: 2, mttr_h: 3}}}
power:
  a: {kind: switchgear, rating_mw: 1, mttf_h: 1000, mttr_h: {mean: 20, cv: 0.8}, fed_by: [mains]}
  b: {kind: switchgear, rating_mw: 1, mttf_h: 1000, mttr_h: {mean: 20, cv: 0.8}, fed_by: [mains]}
  c: {kind: switchgear, rating_mw: 1, mttf_h: 1000, mttr_h: {mean: 20, cv: 0.8}, fed_by: [mains]}
halls:
  one: {it_mw: 0.8, cords: [a, b]}
  two: {it_mw: 0.6, cords: [b, c]}
  three: {it_mw: 0.6, cords: [c, a]}
"""

PAIR = """
format: 1
site: {name: Pair, it_recovery_h: 0}
horizon: {years: 10}
grid: {feeds: {mains: {mttf_h: never}}}
power: {units: {kind: element, count: 2, needed: 1, mttf_h: 1000, mttr_h: {law: exponential, mean: 10}, fed_by: [mains]}}
halls: {hall: {it_mw: 1, cords: [units]}}
"""


MAINS = build(scenario_from_text(BOARDS).model).index["mains"]


def site(text: str, **changes: object) -> Scenario:
    return scenario_from_text(text).with_values(changes) if changes else scenario_from_text(text)


def counted(failures: Sequence[int], hours: Sequence[float], text: str = PAIR) -> SecondOpinion:
    """The opinion on a second clock made by hand, one replication each."""
    block = BlockResult(
        block=0,
        first_replication=0,
        ends_h=(87_600.0,) * len(failures),
        outages=(),
        groups={},
        interruptions={},
        counters=Counters(),
        static_h=tuple(hours),
        static_outages=tuple(failures),
    )
    return second_opinion(site(text).model, [block])


def test_a_right_run_is_silent() -> None:
    result = run(site(BOARDS), site_years=60, seed=1)
    found = result.exact
    assert (found.reason, found.verdict, found.words) == (None, "silent", None)
    for figure in found.figures.values():
        assert figure.z is not None
        assert abs(figure.z) < 3
        assert figure.low <= figure.long_run[1]  # a start with all units new helps
    assert not any("exact layer" in warning for warning in result.warnings)
    assert "exact layer" not in run_text(result)


def forgets(watts: int, arcs: Sequence[tuple[int, int]], carried: list[int]) -> list[int]:
    """A wrong rule of sharing: what a dead cord (of the two of every hall) would have carried, nobody carries."""
    known = 1 if [node for node, _ in arcs] == [MAINS] else 2
    for node, _ in arcs:
        carried[node] += watts // known
    return [watts // known] * len(arcs)


def test_a_wrong_rule_of_sharing_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a (or b) the board left gets 1.1 MW and trips, and the third follows; the wrong rule sees 0.7."""
    monkeypatch.setattr(supply, "_share_out", forgets)
    result = run(site(BOARDS), site_years=60, seed=1)
    found = result.exact
    assert found.verdict == "warning"
    assert found.words in result.warnings
    assert "exact layer, z = -" in run_text(result).replace("\n  ", " ")
    z = found.figures[FAILURES].z
    assert z is not None
    assert z < -10


def test_a_small_mistake_in_sharing_is_caught_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first live cord gets a tenth too much: then the loss of c, which should harm nobody, trips a."""
    right = supply._share_out

    def leans(watts: int, arcs: Sequence[tuple[int, int]], carried: list[int]) -> list[int]:
        parts = right(watts, arcs, [0] * len(carried))
        if len(parts) == 2:
            parts = [parts[0] + parts[0] // 10, parts[1] - parts[0] // 10]
        for (node, _), part in zip(arcs, parts, strict=True):
            carried[node] += part
        return parts

    monkeypatch.setattr(supply, "_share_out", leans)
    found = run(site(BOARDS), site_years=60, seed=1).exact
    assert found.verdict == "warning"
    for figure in found.figures.values():
        assert figure.z is not None
        assert figure.z > 4


def test_few_failures_are_judged_as_poisson() -> None:
    """Two units, one needed: 2 λ q with q = λ/(λ+μ) = 1/101, up 100/101 of the time: 0.171755 a year.

    From new a little less. Of 2 replications of 10 years 3.435 are expected; P(none) = 0.0322, z = -1.85;
    P(10 or more) = 0.00290, z = +2.76.
    """
    per_year = 2 * 8760 / 1000 / 101 * 100 / 101
    none = counted([0, 0], [0.0, 0.0])
    figure = none.figures[FAILURES]
    assert figure.long_run[0] == pytest.approx(per_year, rel=1e-9)
    assert figure.low < per_year * (1 - 0.0001)
    assert figure.z == pytest.approx(-1.85, abs=0.01)
    assert none.figures[UNAVAILABILITY].z is None
    assert "fewer than 100 failures" in (none.figures[UNAVAILABILITY].note or "")
    assert none.figures[UNAVAILABILITY].simulated.high is None
    assert counted([6, 4], [60, 40]).figures[FAILURES].z == pytest.approx(2.76, abs=0.01)
    assert none.verdict == "silent"


def test_when_it_is_a_note_and_when_a_warning() -> None:
    assert counted([6, 7], [10, 10]).verdict == "note"
    assert "chance does that in one run of" in (counted([6, 7], [10, 10]).words or "")
    assert counted([9, 9], [10, 10]).verdict == "warning"
    assert counted([9, 9], [10, 10]).words is not None


def test_clusters_are_not_judged_as_poisson() -> None:
    figure = counted([30, 0, 0, 0, 0], [300, 0, 0, 0, 0]).figures[FAILURES]
    assert figure.z is None
    assert figure.note == "failures are few and come in clusters"


def test_many_failures_are_judged_by_student() -> None:
    """Twenty replications of 17 and 18 failures and of 85 and 95 h where 1.7175 and 8.5892 are expected."""
    found = counted([17, 18] * 10, [85.0, 95.0] * 10)
    for name, expected, seen in ((FAILURES, 1.71755, 17.5), (UNAVAILABILITY, 8.58784, 90.0)):
        figure = found.figures[name]
        assert figure.z is not None
        assert figure.z > 5
        assert figure.simulated.standard_error is not None
        # the t of 19 degrees of freedom, on the logarithm
        away = math.log(seen / expected) / (figure.simulated.standard_error / (figure.simulated.value or 0))
        assert away > 20
    assert found.verdict == "warning"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PAIR.replace("mttf_h: 1000", "mttf_h: {law: weibull, shape: 2, scale: 900}"), "those of units fail"),
        (PAIR.replace("years: 10", "years: 10, ends_at: first-outage"), "first outage"),
    ],
)
def test_where_it_does_not_apply(text: str, words: str) -> None:
    found = counted([1, 2], [10.0, 20.0], text)
    assert found.reason is not None
    assert words in found.reason
    assert (found.figures, found.verdict) == ({}, None)


def test_nothing_fails_and_nothing_may() -> None:
    never = PAIR.replace("mttf_h: 1000", "mttf_h: never")
    assert counted([0, 0], [0, 0], never).verdict == "silent"
    assert counted([1, 0], [5, 0], never).verdict == "warning"


@pytest.mark.parametrize("hours", [10, 100])
def test_a_short_horizon_begins_new(hours: int) -> None:
    """At 10 h a pair has hardly begun to fail: a hundredth of the long run in hours, half of it in failures."""
    result = run(site(PAIR, horizon={"years": None, "hours": hours}), seed=3, site_years=3_000 * hours / 8760)
    assert result.exact.verdict == "silent"
    figure = result.exact.figures[FAILURES]
    assert figure.high < 0.95 * figure.long_run[0]


@pytest.mark.parametrize(("often", "length_h", "hours"), [(5000, 10, 24), (100, 20, 200), (10, 50, 100)])
def test_repairs_that_remember_on_short_horizons(often: float, length_h: float, hours: int) -> None:
    """Units down for a good part of horizons no longer than a few repairs: never a false alarm."""
    group = {
        "mttf_h": None,
        "failures_per_year": often,
        "mttr_h": {"law": "fixed", "mean": None, "value": length_h},
    }
    made = site(PAIR, horizon={"years": None, "hours": hours}, power={"units": group})
    assert run(made, seed=1, site_years=200 / often).exact.verdict == "silent"


def test_machines_that_depend_on_each_other_are_not_compared() -> None:
    text = PAIR.replace("fed_by", "beta: 0.05, fed_by")
    found = run(site(text), seed=1, site_years=100).exact
    assert (
        found.reason
        == "units of units depend on others (crews, spares, standby, failures in common, hidden failures, maintenance or assemblies)"
    )
