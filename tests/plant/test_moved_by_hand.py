"""Where ideal flow serves what fixed sharing loses, the planner is told which hall depends on it."""

from __future__ import annotations

from dcsim.plant import build
from dcsim.plant.ideal import ideal_total_w, moved_by_hand
from dcsim.scenario import scenario_from_text
from tests.plant.named_state import state_of

SHARED = """
format: 1
site: {{name: three blocks}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{mttf_h: never}}}}}}
power:
  a: {{kind: element, rating_mw: 1, mttf_h: never, fed_by: [mains]}}
  b: {{kind: element, rating_mw: 1, mttf_h: never, fed_by: [mains]}}
  c: {{kind: element, rating_mw: 1, mttf_h: never, fed_by: [mains]}}
halls:
  ab: {{it_mw: {ab}, cords: [a, b]}}
  bc: {{it_mw: 0.6, cords: [b, c]}}
  ca: {{it_mw: 0.6, cords: [c, a]}}
"""


def test_unequal_halls_on_three_blocks() -> None:
    """0.8 + 0.6 + 0.6 on two remaining blocks of 1 MW: possible by hand, but equal sharing puts 1.1 on one.

    Without A: AB on B alone 0.8, half of BC 0.3. Without B: AB on A 0.8, half of CA 0.3. Without C: BC on B
    0.6 and half of AB 0.4, likewise A: 1.0 each, which holds.
    """
    plant = build(scenario_from_text(SHARED.format(ab=0.8)).model)
    assert ideal_total_w(plant, state_of(plant, units={"a": 0})) == 2_000_000
    assert {group for _, group in moved_by_hand(plant)} == {"a", "b"}


def test_equal_halls_need_no_hand() -> None:
    """0.6 each: a lost block leaves 0.9 on each of the others."""
    plant = build(scenario_from_text(SHARED.format(ab=0.6)).model)
    assert list(moved_by_hand(plant)) == []


def test_what_no_hand_can_serve_is_not_reported() -> None:
    """1.0 + 0.6 + 0.6 on two blocks of 1 MW: 0.2 MW too much however it is shared."""
    plant = build(scenario_from_text(SHARED.format(ab=1.0)).model)
    assert ideal_total_w(plant, state_of(plant, units={"a": 0})) == 2_000_000
    assert list(moved_by_hand(plant)) == []
