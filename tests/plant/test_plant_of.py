"""One plant for all who only look at it."""

from __future__ import annotations

from dcsim.plant import build, plant_of
from dcsim.scenario import scenario_from_text
from tests.scenario.small import SMALL


def test_the_same_model_has_the_same_plant_until_another_is_asked_for() -> None:
    one, other = (scenario_from_text(SMALL).model for _ in range(2))
    first = plant_of(one)
    assert plant_of(one) is first
    assert plant_of(other) is not first
    assert plant_of(other) is plant_of(other)
    assert plant_of(one) is not first


def test_the_engine_has_a_plant_of_its_own() -> None:
    """It keeps in it what it has judged, and says in its result how much that was."""
    model = scenario_from_text(SMALL).model
    assert build(model) is not plant_of(model)
