"""The tables of answers in scenarios/README.md are what the tool gives today."""

from __future__ import annotations

import re

import pytest

from dcsim.render.text import run_text
from dcsim.scenario import read_scenario
from dcsim.study import run
from tests.scenarios.answers import ITSELF, SCENARIOS, SITES, computed, designs, written

WITH_THE_GATE = {
    "thai-nguyen-finished": (ITSELF, "gensets-n", "no-buffer"),
    "da-nang-it-park-finished": (ITSELF, "second-feed", "park-sets-n"),
}
"""Rows judged with every gate; the others by hand (`-m slow`), for they take minutes."""


def rows(*, at_the_gate: bool) -> list[tuple[str, str]]:
    return [(site, d) for site in SITES for d in designs(site) if (d in WITH_THE_GATE[site]) is at_the_gate]


@pytest.mark.parametrize("site", SITES)
def test_every_variant_has_an_answer(site: str) -> None:
    assert [row.design for row in written(site)] == designs(site)


def holds(site: str, design: str) -> None:
    """Same seed, same number: a difference in the printed digits is a change of the model, not noise."""
    (told,) = (row for row in written(site) if row.design == design)
    assert str(computed(site, design)) == str(told)


@pytest.mark.validation
@pytest.mark.parametrize(("site", "design"), rows(at_the_gate=True))
def test_answer_still_holds(site: str, design: str) -> None:
    holds(site, design)


@pytest.mark.slow
@pytest.mark.parametrize(("site", "design"), rows(at_the_gate=False))
def test_other_answer_still_holds(site: str, design: str) -> None:
    holds(site, design)


@pytest.mark.validation
def test_example_in_readme_is_what_the_command_prints() -> None:
    readme = (SCENARIOS.parent / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```text\n(.*?)```", readme, flags=re.DOTALL)
    assert example is not None
    printed = run_text(run(read_scenario(SCENARIOS / "thai-nguyen-finished.yaml")))
    assert printed.startswith(example[1].rstrip("\n"))
