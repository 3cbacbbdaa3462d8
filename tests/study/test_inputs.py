"""Doubt about the inputs: what is a guess, what each does alone, and what all do together."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dcsim.cli import commands
from dcsim.errors import ScenarioError, UsageError
from dcsim.render import plot
from dcsim.render.sensitivity import schema_text, sensitivity_text, to_json
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study.inputs import Guess, Sensitivity, doubt, guesses_of, sensitivity
from dcsim.study.inputs.outer import hypercube

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
    return sensitivity(read(), seed=2, site_years=4000, workers=1)


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


def test_the_interval_of_the_inputs_is_that_of_a_closed_form() -> None:
    """The rate of outages is the guess itself, but for the time repairs take (0.01 %).

    95 % of the guess lies between 0.02 x 5^0.05 = 0.0217 and 0.1 x 8^0.95 = 0.721, its median is 0.1; of 100
    draws of a hypercube the ends are known to about a part in a hundred of the probability, which is 2 to 4 %
    of the value here, and the noise of 4,000 site-years adds 2 % at the top and 10 % at the bottom.
    """
    found = doubt(read(), 100, seed=5, site_years=4000, workers=1)
    often = found.intervals["outages_per_year"]
    assert often.low == pytest.approx(0.02 * 5**0.05, rel=0.25)
    assert often.value == pytest.approx(0.1, rel=0.1)
    assert often.high == pytest.approx(0.1 * 8**0.95, rel=0.08)
    assert found.noise_share["outages_per_year"] < 0.01
    # within the target up to a rate of 0.131: half of the draws, and of the upper half ln(1.31)/ln(8)
    assert found.met_share == pytest.approx(0.5 + 0.5 * math.log(1.577 / 1.2) / math.log(8), abs=0.05)
    assert found.verdict == "undecided"


def test_noise_is_not_taken_for_doubt() -> None:
    """A range of ±1 % in runs of 200 site-years: nearly all of the spread is noise, and it is said."""
    text = SITE.replace("[0.02, 0.8]", "[0.099, 0.101]")
    found = doubt(read(text), 20, seed=5, site_years=200, workers=1)
    assert found.noise_share["outages_per_year"] > 0.5
    assert "mostly noise" in (found.intervals["outages_per_year"].note or "")


def test_at_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "guessed.yaml"
    file.write_text(SITE, encoding="utf-8")
    run = CliRunner()
    result = run.invoke(
        commands, ["run", str(file), "--site-years", "400", "--inputs", "20", "--workers", "1"]
    )
    assert result.exit_code == 0, result.output
    assert "Doubt about the inputs (1 values with a range, drawn 20 times" in result.output
    result = run.invoke(
        commands, ["run", str(file), "--site-years", "400", "--inputs", "20", "--json", "--workers", "1"]
    )
    inputs = json.loads(result.output)["inputs"]
    assert inputs["draws"] == 20
    assert list(inputs["guesses"]) == ["power.board.failures_per_year"]
    result = run.invoke(
        commands, ["sensitivity", str(file), "--site-years", "100", "--json", "--workers", "1"]
    )
    assert json.loads(result.output)["schema"] == "dcsim-sensitivity/1"
