"""What a colleague would say of a plan of phases, each worked out by hand."""

from __future__ import annotations

import pytest

from dcsim.findings import findings
from dcsim.scenario import scenario_from_text

SITE = """
format: 1
site: {name: made}
horizon: {start: 2028-01-01, years: 10}
grid: {feeds: {mains: {mttf_h: 4000, mttr_h: 2}}}
power:
  sets: {kind: genset, count: 4, rating_mw: 2}
  board-a: {kind: switchgear, transfer: {from: [mains, sets], fail_to_transfer: 0}}
  board-b: {kind: switchgear, transfer: {from: [mains, sets], fail_to_transfer: 0}}
  ups-a: {kind: ups, count: 4, rating_mw: 1, fed_by: [board-a]}
  ups-b: {kind: ups, count: 4, rating_mw: 1, fed_by: [board-b]}
cooling:
  chillers: {kind: chiller, count: 4, rating_mw_th: 1, fed_by: [board-a, board-b]}
halls:
  hall-1: {it_mw: 1, cords: [ups-a, ups-b], cooled_by: [chillers], ride_through_min: 10}
  hall-2: {it_mw: 1, cords: [ups-a, ups-b], cooled_by: [chillers], ride_through_min: 10}
"""
TWO = "phases:\n  two: {ready: 2030-01-01, brings: {hall-2: all}}\n"


def said(more: str) -> list[str]:
    about = ("halls", "phases", "gates", "tenants", "programme", "market")
    return [one.sentence for one in findings(scenario_from_text(SITE + more)) if one.path.startswith(about)]


@pytest.mark.parametrize(
    ("more", "sentences"),
    [
        ("", []),
        (TWO, []),
        (
            "phases:\n  one: {ready: 2028-01-01}\n",
            ["'one' brings and retires nothing; what no phase brings is there from the start"],
        ),
        # a milestone that another phase waits for
        (
            "phases:\n  one: {ready: 2028-01-01}\n  two: {ready: 2030-01-01, gates: [one], brings: {hall-2: all}}\n",
            [],
        ),
        (TWO + "gates:\n  land: {late: never}\n", ["nothing waits for 'land'"]),
        # side B as a whole comes a year after the hall: the board in front counts, though the UPS is there
        (
            TWO + "  three: {ready: 2031-01-01, brings: {board-b: all}}\n",
            [
                "hall 'hall-1' is planned for the start; 'ups-b' has no power before 2031-01-01",
                "hall 'hall-2' is planned for 2030-01-01; 'ups-b' has no power before 2031-01-01",
            ],
        ),
        # three of four modules later: one is there, and how much it carries is for the flow to say
        (TWO + "  three: {ready: 2031-01-01, brings: {ups-b: 3}}\n", []),
        (
            TWO + "  three: {ready: 2031-01-01, brings: {ups-a: all}}\n  four: {ready: 2032-01-01, brings: {ups-b: all}}\n",
            [
                "hall 'hall-1' is planned for the start, but none of its cords has power before 2031-01-01",
                "hall 'hall-2' is planned for 2030-01-01, but none of its cords has power before 2031-01-01",
            ],
        ),
        (
            "phases:\n  two: {ready: 2030-01-01, brings: {hall-1: all, hall-2: all}}\n  three: {ready: 2031-01-01, brings: {chillers: all}}\n",
            [
                "hall 'hall-1' is planned for 2030-01-01; 'chillers' is there only from 2031-01-01 on",
                "hall 'hall-2' is planned for 2030-01-01; 'chillers' is there only from 2031-01-01 on",
            ],
        ),
        # without the mains there are sets: a feed that comes later leaves no hall dark
        (TWO + "  three: {ready: 2031-01-01, brings: {mains: all}}\n", []),
        (
            "phases:\n  two: {ready: 2030-01-01, brings: {hall-2: all, board-b: all}, tie_in: {groups: [board-a, board-b], hours: 8}}\n",
            [
                "hall 'hall-1' is planned for the start; 'ups-b' has no power before 2030-01-01",
                "'two' is tied in at 'board-b', which is not there before it",
            ],
        ),
        (
            TWO + "tenants:\n  bank: {hall: hall-2, contracted_mw: 1, from: 2029-01-01}\n",
            [
                "'bank' wants to be served from 2029-01-01 on; its hall comes with phase 'two', planned for 2030-01-01: until then it waits"
            ],
        ),
        (
            "tenants:\n  bank: {hall: hall-2, contracted_mw: 1, leaves: {late_months: 6}}\n",
            ["'bank' leaves when its hall is late, but no phase brings 'hall-2'"],
        ),
        (
            TWO.replace("brings", "late: never, brings") + "programme: {cv: 0.2}\nmarket: {cv: 0.2}\n",
            [
                "'programme' varies, but no gate or phase can be late",
                "'market' varies, but no tenant signs later or has a ramp",
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_a_plan(more: str, sentences: list[str]) -> None:
    assert said(more) == sentences


def test_contracts_that_follow_each_other_do_not_add_up() -> None:
    """Three contracts of 1 MW in a hall of 1 MW, one after the other: four sets of 0.3 MW carry one of them."""
    tenants = """
tenants:
  a: {hall: hall-1, contracted_mw: 1, until: 2030-01-01}
  b: {hall: hall-1, contracted_mw: 1, from: 2030-01-01, until: 2033-01-01}
  c: {hall: hall-1, contracted_mw: 1, from: 2033-01-01}
  d: {hall: hall-2, contracted_mw: 0.1}
"""
    text = SITE.replace("rating_mw: 2", "rating_mw: 0.3") + tenants
    assert [one.sentence for one in findings(scenario_from_text(text)) if one.path == "power.sets"] == [
        "'sets' has no spare (N+0): it must carry 1.1 MW with the grid gone, and with one unit out can carry 0.9 (3 × 0.3)"
    ]
