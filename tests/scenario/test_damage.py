"""Whatever damage a file takes: a clean ScenarioError or a valid scenario, nothing else."""

from __future__ import annotations

import random

import pytest

from dcsim.errors import ScenarioError
from dcsim.scenario import Scenario, scenario_from_text
from tests.scenario.small import SMALL
from tests.scenario.test_phases import PHASED

BITS = (
    "{", "}", "[", "]", ":", ": ", ",", "\n", "  ", "\t", "- ", "&a ", "*a", "!t ", "|", ">", "'", '"', "#", "%", "?", "@",
    "~", "null", "true", "no", ".nan", "1e999", "-1", "0", "99999999999999999999", "MW", "<<", "\0", "\x85", "\u2028", "\ufeff",
    "\\ud800", "ế", "all", "never", "east", "ups", "kind", "transfer", "split: {board: 1}", "library: sts", "mttf_h", "extends: x\n",
    "csv: x.csv", "at_h: [1]", "{median: 1, sigma: 99}", "2028-13-01", "---\n", "...\n",
)  # fmt: skip


def damaged(text: str, draw: random.Random) -> str:
    """The text with one to three pieces deleted, doubled, moved or replaced."""
    for _ in range(draw.randint(1, 3)):
        start = draw.randrange(len(text))
        end = min(len(text), start + draw.choice((0, 1, 1, 2, 5, 20)))
        piece = text[start:end]
        new = draw.choice(
            ("", draw.choice(BITS), draw.choice(BITS), piece * 2, piece[::-1], draw.choice(text.split(" ")))
        )
        text = text[:start] + new + text[end:]
    return text


def outcome(text: str) -> str:
    try:
        scenario = scenario_from_text(text)
    except ScenarioError as error:
        marks = [fault.mark for fault in error.faults]
        return "fault" if marks and None not in marks else f"a fault without place in {text!r}"
    assert isinstance(scenario, Scenario)
    assert len(scenario.sha256) == 64
    return "fine"


def check_many(seed: int, number: int, text: str = SMALL) -> None:
    draw = random.Random(seed)
    seen = {outcome(damaged(text, draw)) for _ in range(number)}
    assert seen == {"fault", "fine"}


def test_a_thousand_damages() -> None:
    check_many(seed=1, number=1_000)


def test_damages_of_a_plan_of_phases() -> None:
    check_many(seed=3, number=300, text=PHASED)


@pytest.mark.slow
def test_ten_thousand_damages() -> None:
    check_many(seed=2, number=10_000)
