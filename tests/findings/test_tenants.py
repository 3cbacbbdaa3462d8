"""What a colleague would say of tenants, single cords and shedding."""

from __future__ import annotations

from dcsim.findings import findings
from dcsim.scenario import scenario_from_text

SITE = """
format: 1
site: {{name: made}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{mttf_h: 4000, mttr_h: 2}}}}}}
power:
  sets: {{kind: genset, rating_mw: 2, overload_s: 5, shed: {{tenants: [bank], within_s: {within_s}}}}}
  board: {{kind: switchgear, transfer: {{from: [mains, sets], fail_to_transfer: 0}}}}
  pdu: {{kind: pdu, count: 2, fed_by: [board]}}
halls: {{hall: {{it_mw: 1, cords: [pdu, board], single_corded: {share}}}}}
tenants: {{bank: {{hall: hall, contracted_mw: 1}}}}
"""


def said(path: str, within_s: int = 5, share: float = 0.1) -> list[str]:
    scenario = scenario_from_text(SITE.format(within_s=within_s, share=share))
    return [one.sentence for one in findings(scenario) if one.path == path]


def test_shedding_that_comes_after_the_trip() -> None:
    assert said("power.sets.shed") == []
    assert said("power.sets.shed", within_s=6) == [
        "'sets' trips after 5 s of overload, before it sheds anybody (6 s)"
    ]


def test_a_hall_in_which_everything_hangs_on_one_cord() -> None:
    assert said("halls.hall") == []
    (sentence,) = said("halls.hall", share=1)
    assert "counts as dark only when every cord is" in sentence
