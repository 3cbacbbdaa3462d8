"""A UPS that is overloaded goes to bypass: it carries on, and its battery is not there any more."""

from __future__ import annotations

from dcsim.plant import Plant, build, cascade, served
from dcsim.scenario import scenario_from_text
from tests.plant.named_state import state_of

SITE = """
format: 1
site: {{name: two sides}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{mttf_h: never}}}}}}
power:
  ups-a: {{kind: ups, count: 2, rating_mw: 1, mttf_h: never, fed_by: [mains]{bypass}}}
  ups-b: {{kind: ups, count: 2, rating_mw: 1, mttf_h: never, fed_by: [mains]{bypass}}}
halls: {{hall: {{it_mw: 3, cords: [ups-a, ups-b]}}}}
"""


def plant(bypass: str = "") -> Plant:
    return build(scenario_from_text(SITE.format(bypass=bypass)).model)


def test_the_side_left_goes_to_bypass_and_carries_all() -> None:
    """3 MW on the 2 MW of side B: on bypass it carries 3 MW and is no longer overloaded."""
    site = plant()
    final, supply, trips = cascade(site, state_of(site, units={"ups-a": 0}))
    assert trips == (frozenset({"ups-b"}),)
    assert supply.hall_w == {"hall": 3_000_000}
    assert supply.carried_w["ups-b"] == 3_000_000
    assert not supply.overloaded
    assert any(final.opened)


def test_on_bypass_there_is_no_battery() -> None:
    site = plant()
    lost = state_of(site, units={"mains": 0}, tripped=["ups-b"])
    supply = served(site, lost)
    assert supply.live == {"ups-a"}
    assert supply.drain_w == {"ups-a": 3_000_000, "ups-b": 0}
    assert served(site, state_of(site, units={"mains": 0, "ups-a": 0}, tripped=["ups-b"])).hall_w == {
        "hall": 0
    }


def test_without_a_bypass_it_opens() -> None:
    site = plant(", static_bypass: false")
    _, supply, trips = cascade(site, state_of(site, units={"ups-a": 0}))
    assert trips == (frozenset({"ups-b"}),)
    assert supply.hall_w == {"hall": 0}
