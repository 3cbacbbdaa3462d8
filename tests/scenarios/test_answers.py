"""The table of answers in scenarios/README.md is what the tool gives today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dcsim.render.text import run_text
from dcsim.scenario import read_scenario
from dcsim.study import run

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
ROW = re.compile(
    r"^\| (the file itself|`[\w-]+`) \| ([\d.]+) \(([\d.]+) to ([\d.]+)\) \| (met|not met) \|$", re.M
)
ANSWERS = ROW.findall((SCENARIOS / "README.md").read_text(encoding="utf-8"))


def test_every_variant_has_an_answer() -> None:
    variants = read_scenario(SCENARIOS / "thai-nguyen.yaml").variants
    assert {row[0].strip("`") for row in ANSWERS} == {"the file itself", *variants}


@pytest.mark.validation
@pytest.mark.parametrize(("design", "value", "low", "high", "verdict"), ANSWERS)
def test_answer_still_holds(design: str, value: str, low: str, high: str, verdict: str) -> None:
    """Same seed, same number: a difference in the printed digits is a change of the model, not noise."""
    scenario = read_scenario(SCENARIOS / "thai-nguyen.yaml")
    if design.startswith("`"):
        scenario = scenario.variant(design.strip("`"))
    result = run(scenario, seed=1, site_years=20_000)
    downtime = result.estimates["downtime_h_per_year"]
    assert downtime.value == pytest.approx(float(value), abs=0.006)
    assert downtime.low == pytest.approx(float(low), abs=0.006)
    assert downtime.high == pytest.approx(float(high), abs=0.006)
    assert result.verdict.met is (verdict == "met")


@pytest.mark.validation
def test_example_in_readme_is_what_the_command_prints() -> None:
    readme = (SCENARIOS.parent / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```text\n(.*?)```", readme, flags=re.DOTALL)
    assert example is not None
    assert run_text(run(read_scenario(SCENARIOS / "thai-nguyen.yaml"))).startswith(example[1].rstrip("\n"))
