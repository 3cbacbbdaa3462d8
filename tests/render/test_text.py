"""The report a planner reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dcsim.estimate import Estimate
from dcsim.findings import Finding
from dcsim.render import text
from dcsim.render.figures import WIDTH, figure
from dcsim.render.stopping import why_it_stopped
from dcsim.render.text import run_text
from dcsim.study import result_of
from dcsim.study.stopping import Ending, Rule
from tests.measures.made import SITE, block, outage, result

HERE = Path(__file__).parent
SOME = [
    outage(r, 10 + r, 12 + r + r / 10, "both" if r % 3 else "board", "ab" if r % 2 else "a")
    for r in range(150)
]


def fixed_result():
    """A result that does not change with the library or the findings."""
    made = result(SOME)
    return replace(made, findings=(Finding("a finding", cure="a cure"),), assumptions=made.assumptions[:3])


def test_snapshot():
    """After a wanted change: write what `run_text(fixed_result())` gives into run.txt, and read it."""
    assert run_text(fixed_result()) == (HERE / "run.txt").read_text(encoding="utf-8")


SCENES = {"none": [], "one": [outage(3, 10, 11)], "some": SOME}


@pytest.mark.parametrize("scene", SCENES)
def test_every_report(scene):
    shown = run_text(result(SCENES[scene]))
    assert max(map(len, shown.splitlines())) <= WIDTH
    assert "at default inputs" in shown
    assert "Modelled causes only. Not modelled: " in shown
    assert "predicted" not in shown
    assert " nan" not in shown


def test_the_variant_and_what_was_set_are_named():
    made = result(SOME, site=SITE + "variants: {quick: {power: {sets: {start_s: 5}}}}")
    changed = replace(made, scenario=made.scenario.variant("quick").with_values({"horizon.years": 5}))
    assert run_text(changed).startswith("Made site (variant quick, horizon.years=5): target Tier III")
    assert run_text(made).startswith("Made site: target Tier III")


def test_long_names_are_wrapped():
    words = " ".join(["Trung tâm dữ liệu"] * 9)
    shown = run_text(result(SOME, site=SITE.replace("Made site", words)))
    assert max(map(len, shown.splitlines())) <= WIDTH


def estimate(value, low, high, unit="h/yr", events=200):
    return Estimate(value, low, high, None, unit, 0.95, 10, "replications", "", events)


DIGITS = {
    "two digits of a half width": (estimate(0.93412, 0.8512, 1.0171), "0.93 h/yr (0.85 to 1.02)"),
    "one from 4 on": (estimate(21.534, 16.53, 26.53), "22 h/yr (17 to 27)"),
    "large": (estimate(28_034.2, 25_911.0, 30_403.0), "28,000 h/yr (25,900 to 30,400)"),
    "percent": (estimate(0.99989, 0.99987, 0.99991, "1"), "99.9890 % (99.9870 to 99.9910)"),
    "none seen": (estimate(0.0, 0.0, 0.0412, events=0), "none seen (at most 0.042 h/yr)"),
    "all seen": (estimate(1.0, 0.9981, 1.0, "1"), "100 % seen (at least 99.81 %)"),
    "exact": (estimate(1.5, 1.5, 1.5), "1.5 h/yr (exact)"),
    "no interval": (estimate(3.0, None, None), "3.0 h/yr (no interval)"),
    "no upper end": (estimate(13.7, 11.3, None), "13.7 h/yr (11.3 to ?)"),
    "a bound of two digits": (estimate(0.0, 0.0, 0.041, events=0), "none seen (at most 0.041 h/yr)"),
    "a lower bound": (estimate(None, 5_890.0, None), "at least 5,800 h/yr"),
    "lower bound only": (estimate(None, 5_800.0, None), "at least 5,800 h/yr"),
}


@pytest.mark.parametrize(("given", "shown"), DIGITS.values(), ids=DIGITS)
def test_digits_are_deserved(given, shown):
    assert text._row("x", given)[0].split(maxsplit=1)[1] == shown


@pytest.mark.parametrize(
    ("low", "high", "ends"), [(72.793, None, "72.79 to ?"), (None, 72.793, "? to 72.79")]
)
def test_the_only_end_known_may_be_the_value_itself(low: float | None, high: float | None, ends: str) -> None:
    """An order statistic of few years: seen with one replication of ten years."""
    made = Estimate(72.793, low, high, None, "h", 0.95, 10, "years", "order statistic")
    assert figure(made, " h").startswith("72.79")
    assert ends.split(" to ")[0][:5] in figure(made, " h")


ENDS = {
    "precision": (
        Ending(Rule(4_000, 0.1), "precision", 6, 0.953),
        "Precise enough: service downtime is known to ±",
    ),
    "decided": (Ending(Rule(4_000, None, True), "decided", 2, 0.992), "Decided: met at default inputs."),
    "amount": (Ending(Rule(200), "site-years"), "All that was asked for is done, 2,000 site-years"),
    "no more": (
        Ending(Rule(200, 0.01), "site-years", 1, 0.951),
        "The most there may be, 2,000 site-years, is done: ",
    ),
    "time": (
        Ending(Rule(4_000, 0.01, False, 60.0), "seconds", 2, 0.951),
        "The 60 s are over after 2,000 site-years",
    ),
    "by hand": (Ending(Rule(4_000), "interrupted"), "Stopped by hand after 2,000 site-years"),
}


@pytest.mark.parametrize(("ending", "words"), ENDS.values(), ids=ENDS)
def test_a_report_says_why_it_stopped(ending: Ending, words: str) -> None:
    made = result(SOME)
    blocks = [block(0, 0, 200, SOME)]
    shown = why_it_stopped(result_of(made.scenario, 1, blocks, ending))
    assert shown[0].startswith(words)
    again = any("--site-years 2000 gives the same outages anywhere" in line for line in shown)
    assert again == (ending.by in ("seconds", "interrupted"))
    often = "once" if ending.looks == 1 else f"{ending.looks} times"
    looked = any(line.startswith(f"It was looked at {often}: intervals are") for line in shown)
    assert looked == (ending.by != "seconds" and ending.confidence > 0.95)


def test_a_design_too_good_for_the_run_says_so() -> None:
    made = result([])
    ending = Ending(Rule(200, 0.1), "site-years", 1)
    shown = why_it_stopped(result_of(made.scenario, 1, [block(0, 0, 200, [])], ending))
    assert "For ±10% it takes at least 260,000 site-years (estimate)." in shown  # 2,000 × 384 / 3.0
    assert shown[-1].startswith(
        "Service downtime is undecided, too good for this run: no outage seen, at most 0.0015 a year (95%)"
    )
