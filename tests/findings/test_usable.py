"""What a colleague would say of hall space that cannot be used, worked out by hand."""

from __future__ import annotations

from dcsim.findings import Finding, findings
from dcsim.scenario import scenario_from_text

# 4 MW of IT. Sets of 1 MW: with one absent 3 MW for 4.
SITE = """
format: 1
site: {{name: made, target: II}}
horizon: {{start: 2028-01-01, years: 10}}
grid: {{feeds: {{mains: {{mttf_h: 4000, mttr_h: 2}}}}}}
power:
  sets: {{kind: genset, count: {sets}, rating_mw: 1}}
  board-a: {{kind: switchgear, transfer: {{from: [mains, sets]}}}}
  board-b: {{kind: switchgear, transfer: {{from: [mains{other}]}}}}
loads: {{lights: {{mw: 0, fed_by: [board-a, board-b]}}}}
halls:
  hall: {{it_mw: 4, cords: {cords}}}
{more}
"""


def said(
    more: str = "", *, sets: int = 5, other: str = ", sets", cords: str = "[board-a, board-b]"
) -> list[Finding]:
    text = SITE.format(sets=sets, other=other, cords=cords, more=more)
    every = findings(scenario_from_text(text))
    return [one for one in every if "usable" in one.sentence]


def test_a_site_in_order_hears_nothing() -> None:
    assert said() == []
    assert said("planning: {keeps: maintainable}") == []


def test_where_units_were_named_already_a_plan_still_asks_for_megawatts() -> None:
    """4 sets have no spare: said as such. Who plans for N+1 is also told what 3 of them carry."""
    assert said(sets=4) == []
    (one,) = said("planning: {keeps: N+1}", sets=4)
    assert one.sentence == (
        "hall space for 4 MW, usable 3 with N+1 kept: 'sets' binds, with one unit of it absent and with the "
        "grid gone"
    )
    assert one.path == "power.sets"
    assert one.mark is not None
    assert one.mark.line == 7


def test_what_later_phases_bring_counts() -> None:
    """A fifth set that a phase brings is there at last; two that it retires are not."""
    phase = "phases: {{late: {{ready: 2030-01-01, {}: {{sets: {}}}}}}}"
    assert said(phase.format("brings", 1)) == []
    (one,) = said(phase.format("retires", 2))
    assert one.sentence.startswith("hall space for 4 MW, usable 2 with N+1 kept: 'sets' binds")


def test_what_there_is_one_of() -> None:
    """A hall on one board is dark while that is maintained: named, and the rest is counted."""
    (one,) = said("planning: {keeps: maintainable}", cords="[board-a]")
    assert one.sentence == (
        "there is no other 'board-a': while it is absent, hall is dark at any load, and no usable MW counts it"
    )
    assert one.path == "power.board-a"


def test_a_hall_that_no_genset_reaches() -> None:
    text = SITE.format(sets=5, other=", mains-2", cords="[board-b]", more="").replace(
        "mttr_h: 2}}", "mttr_h: 2}, mains-2: {mttf_h: 4000, mttr_h: 2}}"
    )
    (one,) = (one for one in findings(scenario_from_text(text)) if "usable" in one.sentence)
    assert one.sentence == "hall is dark at any load with the grid gone, and no usable MW counts on that"
