"""Doubt about the inputs: what is a guess, what each does alone, and what all do together."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dcsim.cli import commands
from dcsim.errors import ScenarioError, UsageError
from dcsim.estimate import Estimate
from dcsim.render import plot
from dcsim.render.sensitivity import schema_text, sensitivity_text, to_json
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study import executors, run
from dcsim.study.inputs import Doubt, Guess, Sensitivity, doubt, guesses_of, sensitivity
from dcsim.study.inputs.outer import hypercube, over_draws
from dcsim.study.inputs.sensitivity import _verdict as verdict_at

SCHEMA = Path(__file__).parents[2] / "docs" / "sensitivity.schema.json"
# One board between the mains and the hall: its rate is the rate of outages.
SITE = """
format: 1
site: {name: Guessed, target: III, it_recovery_h: 4}
horizon: {years: 10}
grid: {feeds: {mains: {mttf_h: never, overload_s: 60, reset_h: 1}}}
power:
  board: {kind: switchgear, failures_per_year: 0.1, mttr_h: {law: fixed, value: 8}, fed_by: [mains], overload_s: 60, reset_h: 1}
  pdu-1: {kind: pdu, mttf_h: never, fed_by: [board], overload_s: 60, reset_h: 1}
halls: {a: {it_mw: 1, cords: [pdu-1]}}
ranges: {power.board.failures_per_year: [0.02, 0.8]}
"""


def read(text: str = SITE) -> Scenario:
    return scenario_from_text(text, "guessed.yaml")


# ---------------------------------------------------------------------- guesses


def test_a_range_of_the_planner() -> None:
    (guess,) = [one for one in guesses_of(read()) if one.evidence == "given"]
    assert guess.paths == ("power.board.failures_per_year",)
    assert (guess.value, guess.low, guess.high) == (0.1, 0.02, 0.8)


def test_a_row_of_the_library_is_right_or_wrong_as_a_whole() -> None:
    text = SITE.replace("pdu-1: {kind: pdu, mttf_h: never,", "pdu-1: {kind: pdu,")
    text = text.replace("halls:", "  pdu-2: {kind: pdu, fed_by: [board]}\nhalls:").replace(
        "[pdu-1]}", "[pdu-1, pdu-2]}"
    )
    named = {guess.name: guess for guess in guesses_of(read(text))}
    both = named["failures_per_year of pdu_transformer"]
    assert both.paths == ("power.pdu-1.failures_per_year", "power.pdu-2.failures_per_year")
    assert both.low < both.value < both.high
    own = text.replace("ranges: {", "ranges: {power.pdu-*.failures_per_year: [0.001, 0.1], ")
    named = {guess.name: guess for guess in guesses_of(read(own))}
    assert "failures_per_year of pdu_transformer" not in named
    assert named["power.pdu-*.failures_per_year"].high == 0.1


@given(share=st.floats(0, 1))
def test_the_figure_in_use_is_the_median(share: float) -> None:
    """At 0.25 the middle of the lower side on a logarithmic scale: sqrt(1 x 4) = 2."""
    guess = Guess("x", ("x",), 4.0, 1.0, 100.0, "", "")
    assert [guess.quantile(s) for s in (0.0, 0.25, 0.5, 1.0)] == pytest.approx([1, 2, 4, 100])
    assert 1 - 1e-9 <= guess.quantile(share) <= 100 + 1e-6
    assert Guess("x", ("x",), 1.0, 0.0, 3.0, "", "").quantile(0.25) == pytest.approx(0.5)


@given(draws=st.integers(20, 60), guesses=st.integers(1, 5), seed=st.integers(0, 2**63 - 1))
def test_a_hypercube_has_one_in_each_part(draws: int, guesses: int, seed: int) -> None:
    shares = hypercube(draws, guesses, seed)
    for column in shares.T:
        assert sorted(np.floor(column * draws).astype(int).tolist()) == list(range(draws))


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ("{power.board.failures_per_year: [0.8, 0.02]}", "runs from 0.8 down to 0.02"),
        ("{power.board.failures_per_year: [0.2, 0.8]}", "is 0.1, outside its range of 0.2 to 0.8"),
        ("{power.board.failure_per_year: [0.2, 0.8]}", "did you mean 'failures_per_year'"),
        ("{power.bord.failures_per_year: [0.2, 0.8]}", "no 'bord' in power"),
        ("{power.board.fed_by: [0.2, 0.8]}", "no plain number"),
        ("{power.ups-*.count: [1, 2]}", "no 'ups-*' in power"),
        ("{power.board.failures_per_year: [0.02]}", "'power.board.failures_per_year'"),
        ("{power.board.failures_per_year: low}", "power.board.failures_per_year"),
        ("[1, 2]", "ranges"),
    ],
)
def test_ranges_that_make_no_sense(ranges: str, words: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        read(SITE.replace("{power.board.failures_per_year: [0.02, 0.8]}", ranges))
    assert words in str(raised.value)
    assert "guessed.yaml:10:" in str(raised.value)


# ---------------------------------------------------------------------- one at a time


@pytest.fixture(scope="module")
def found() -> Sensitivity:
    return sensitivity(read(), seed=2, site_years=2000, workers=1)


def test_one_guess_at_both_ends(found: Sensitivity) -> None:
    """12 h an outage, 8 of repair and 4 of recovery: 1.2 h a year in use, 0.24 and 9.6 at the ends.

    The target allows 1.577 h, which is 0.131 outages a year; the straight line between 1.2 and 9.6 h puts it
    at 0.1 + 0.7 x 0.377 / 8.4.
    """
    (swing,) = found.swings
    assert swing.low.difference.other.value == pytest.approx(0.24, rel=0.25)
    assert swing.high.difference.other.value == pytest.approx(9.6, rel=0.05)
    assert (swing.low.difference.outcome, swing.high.difference.outcome) == ("less", "more")
    assert swing.flips
    assert swing.flips_at == pytest.approx(0.131, rel=0.1)
    assert found.flipping == (swing,)
    assert found.measure_next is swing


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        # 1.0 ± 0.1 and 0.3 ± 0.1: at most 1.5 of the 1.577 allowed
        ((0.3, 0.2, 0.4), "met"),
        ((0.45, 0.35, 0.55), "undecided"),
        # at least 2.0 - 0.2
        ((1.0, 0.9, 1.1), "not met"),
        # no interval: equal in all
        ((0.0, None, None), "met"),
    ],
)
def test_the_verdict_at_an_end_adds_both_half_widths(
    change: tuple[float, float | None, float | None], verdict: str
) -> None:
    base = replace(known(1.0, 0.05), low=0.9, high=1.1)
    value, low, high = change
    assert verdict_at(base, replace(known(value, 0.05), low=low, high=high), 1.577) == verdict


def test_words_document_and_picture(found: Sensitivity) -> None:
    text = sensitivity_text(found)
    assert "What would flip the verdict\n  power.board.failures_per_year: at about 0.13" in text
    assert "Measure this next: power.board.failures_per_year, now 0.1" in text
    assert max(len(line) for line in text.splitlines()) <= 100
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    jsonschema.validate(json.loads(to_json(found)), json.loads(SCHEMA.read_text(encoding="utf-8")))
    axes = plot.tornado(found)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["power.board.failures_per_year"]
    assert len(axes.patches) == 2


def test_a_site_without_ranges_is_told_so() -> None:
    text = SITE.replace("ranges: {power.board.failures_per_year: [0.02, 0.8]}\n", "")
    with pytest.raises(UsageError, match="nothing here has a range"):
        sensitivity(read(text))
    with pytest.raises(UsageError, match="nothing here has a range"):
        doubt(read(text), 20)
    with pytest.raises(UsageError, match="20 to 10,000 times, not 5"):
        doubt(read(), 5)


# ---------------------------------------------------------------------- all together


@pytest.fixture(scope="module")
def doubted() -> Doubt:
    return doubt(read(), 40, seed=5, site_years=1000, workers=1)


def test_the_interval_of_the_inputs_is_that_of_a_closed_form(doubted: Doubt) -> None:
    """The rate of outages is the guess itself, but for the time repairs take (0.01 %).

    Of 40 draws of a hypercube the n-th smallest lies between the quantiles (n - 1)/40 and n/40 of the guess,
    wherever in between: no chance but that of the simulations. The quantile of 2.5 % is the mean of the two
    smallest, so it lies between 0.02 and 0.02 x 5^(2 x 2/40) = 0.0235; that of 97.5 % between
    0.1 x 8^(2 x 38/40 - 1) = 0.650 and 0.8; the median around 0.1, the 20th above 0.1 x 5^(-2/40) and the
    21st below 0.1 x 8^(2/40). A simulation at 0.02, 0.1 or 0.8 has 20, 100 or 800 outages and is known to 22,
    10 or 3.5 %, the mean of two of them to 16, 7 or 2.5 %; ends are asked to lie within 4 standard errors.
    """
    often = doubted.intervals["outages_per_year"]
    assert often.low is not None
    assert often.high is not None
    assert often.value is not None
    assert 0.02 * (1 - 4 * 0.16) <= often.low <= 0.0235 * (1 + 4 * 0.16)
    assert 0.0923 * (1 - 4 * 0.07) <= often.value <= 0.1110 * (1 + 4 * 0.07)
    assert 0.650 * (1 - 4 * 0.025) <= often.high <= 0.8 * (1 + 4 * 0.025)
    assert doubted.noise_share["outages_per_year"] < 0.01
    # within the target up to a rate of 0.131: half of the draws, and of the upper half ln(1.31)/ln(8)
    assert doubted.met_share == pytest.approx(0.5 + 0.5 * math.log(1.577 / 1.2) / math.log(8), abs=0.1)
    assert doubted.verdict == "undecided"


def test_each_draw_counts_the_outages_of_its_own_rate(doubted: Doubt) -> None:
    """Outages of a draw are Poisson of its rate x 1,000 years, less 8 h of repair each.

    The sum of (seen - expected)² / expected over 40 draws is chi-squared with 40 degrees of freedom: above
    83.5 in 1 of 14,000 sites that are right. Draws simulated at each other's rates give thousands; rates off
    by 20 % give 40 + 0.04 x 7,700 outages = 350 and are not seen in fewer than 1 of 10^9.
    """
    expected, seen = [], []
    for row in doubted.rows:
        (rate,) = row.values.values()
        often = row.headlines["outages_per_year"]
        assert often.value is not None
        expected.append(1000 * rate / (1 + rate * 8 / 8760))
        seen.append(1000 * often.value)
    away = (np.array(seen) - np.array(expected)) ** 2 / np.array(expected)
    assert away.sum() < 83.5
    wrong = (np.array(seen) - np.array(expected[::-1])) ** 2 / np.array(expected[::-1])
    assert wrong.sum() > 1000


def test_noise_comes_out_of_the_interval_and_doubt_stays() -> None:
    """True values normal around 10 with a deviation of 2, each known with a standard error of 1.

    95 % of them lie within 3.92 of 10; with the noise left in it would be 1.96 x sqrt(5) = 4.38. The half-width
    of 100 draws has a standard deviation of about 0.3, so the mean of 200 is known to 0.02; it is asked to be
    within 0.08, which a right one misses in 1 of 15,000 and one with the noise left in always does.
    """
    generator = np.random.default_rng(7)
    normal = NormalDist(10, 2)
    widths, raw, shares = [], [], []
    for _ in range(200):
        parts = (np.arange(100) + generator.random(100)) / 100
        truth = np.array([normal.inv_cdf(share) for share in parts])
        seen = truth + generator.normal(0, 1, 100)
        found, share = over_draws([known(value, 1.0) for value in seen])
        assert found.low is not None
        assert found.high is not None
        widths.append((found.high - found.low) / 2)
        low, high = np.quantile(seen, [0.025, 0.975], method="hazen")
        raw.append((high - low) / 2)
        shares.append(share)
    assert np.mean(shares) == pytest.approx(1 / 5, abs=0.02)
    assert np.mean(widths) == pytest.approx(3.92, abs=0.08)
    assert abs(np.mean(raw) - 3.92) > 0.3, "the same interval with the noise left in is told apart"


def known(value: float, error: float) -> Estimate:
    return Estimate(value, None, None, error, "1/yr", 0.95, 100, "replications", "")


def test_a_draw_is_what_a_run_of_its_own_would_be(doubted: Doubt) -> None:
    """Bit for bit, and whoever simulates it."""
    for row in doubted.rows[::13]:
        (rate,) = row.values.values()
        alone = run(
            read().with_values({"power.board.failures_per_year": rate}),
            seed=row.seed,
            site_years=1000,
            workers=1,
        )
        assert all(alone.estimates[name] == one for name, one in row.headlines.items())


def test_a_value_that_cannot_be_is_named() -> None:
    """A range may reach where the site is none any more: 1 of 5 at its ends, in the draws too."""
    text = SITE.replace("{mttf_h: never,", "{mttf_h: never, rating_mw: 5, firm_mw: 4,").replace(
        "ranges: {", "ranges: {grid.feeds.mains.firm_mw: [1, 9], "
    )
    with pytest.raises(UsageError, match=r"with grid\.feeds\.mains\.firm_mw=9"):
        sensitivity(read(text), site_years=20, workers=1)
    with pytest.raises(UsageError, match=r"with grid\.feeds\.mains\.firm_mw="):
        doubt(read(text), 20, site_years=20, workers=1)


def test_any_number_of_workers_draws_and_swings_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "SERIAL_S", 0.0)
    monkeypatch.setattr(executors, "CHUNK_S", 0.0)
    draws = [doubt(read(), 20, seed=5, site_years=50, workers=workers) for workers in (1, 2)]
    assert draws[0] == draws[1]
    swings = [to_json(sensitivity(read(), seed=5, site_years=50, workers=workers)) for workers in (1, 2)]
    assert swings[0] == swings[1]
    with ThreadPoolExecutor(2) as threads:
        assert doubt(read(), 20, seed=5, site_years=50, executor=threads) == draws[0]
        assert to_json(sensitivity(read(), seed=5, site_years=50, executor=threads)) == swings[0]


def test_noise_is_not_taken_for_doubt() -> None:
    """A range of ±1 % in runs of 200 site-years: nearly all of the spread is noise, and it is said."""
    text = SITE.replace("[0.02, 0.8]", "[0.099, 0.101]")
    found = doubt(read(text), 20, seed=5, site_years=200, workers=1)
    assert found.noise_share["outages_per_year"] > 0.5
    assert "mostly noise" in (found.intervals["outages_per_year"].note or "")


def test_at_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "guessed.yaml"
    file.write_text(SITE.replace("0.02, 0.8", "0.02, 0.12"), encoding="utf-8")
    runner = CliRunner()
    result = runner.invoke(
        commands, ["run", str(file), "--site-years", "400", "--inputs", "20", "--workers", "1"]
    )
    assert result.exit_code == 0, result.output
    assert "Doubt about the inputs (1 values with a range, drawn 20 times" in result.output
    result = runner.invoke(
        commands, ["run", str(file), "--site-years", "400", "--inputs", "20", "--json", "--workers", "1"]
    )
    inputs = json.loads(result.output)["inputs"]
    assert inputs["draws"] == 20
    assert list(inputs["guesses"]) == ["power.board.failures_per_year"]
    result = runner.invoke(
        commands, ["sensitivity", str(file), "--site-years", "100", "--json", "--workers", "1"]
    )
    assert json.loads(result.output)["schema"] == "dcsim-sensitivity/1"
