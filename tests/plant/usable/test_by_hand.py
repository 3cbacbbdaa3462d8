"""Usable capacity of small sites, against limits worked out by hand."""

from __future__ import annotations

import pytest

from dcsim.plant.usable import Gap, capability, fits, spare, spare_limits, usable

from .sites import fewer, plant_of, units, worked_example


@pytest.mark.parametrize("hall_mw", [5.0, 8.0])
def test_worked_example_by_stage(hall_mw: float) -> None:
    """One set away, on gensets: 3 × 2.5 × 0.95 = 7.125 MW for IT and 0.25 of it for cooling: 7.125 / 1.25 = 5.70.

    One side away: 5 × 1.25 = 6.25. One chiller away: 3 × 2.0 = 6.0 MW of heat at 1.05 for each MW: 5.714.
    """
    plant = worked_example(hall_mw)
    found = usable(plant, units(plant), "maintainable")
    assert found.by_stage["gensets"] == pytest.approx(5.70, abs=0.001)
    assert found.by_stage["ups"] == pytest.approx(6.25, abs=0.001)
    assert found.by_stage["chillers"] == pytest.approx(5.714, abs=0.001)
    assert found.by_stage["hall"] == hall_mw


def test_worked_example_binds() -> None:
    small, big = worked_example(5.0), worked_example(8.0)
    found = usable(small, units(small), "maintainable")
    assert (found.it_mw, found.stage) == (5.0, "hall")
    assert found.stranded_mw["ups"] == pytest.approx(1.25, abs=0.001)
    found = usable(big, units(big), "maintainable")
    assert (found.it_mw, found.stage) == (pytest.approx(5.70, abs=0.001), "gensets")
    assert (found.group, found.without, found.on_gensets) == ("gensets", "gensets", True)
    assert found.stranded_mw["hall"] == pytest.approx(2.30, abs=0.001)
    assert found.gaps == ()


def test_levels() -> None:
    """Gensets by units left: 9.5 / 1.25 = 7.6, 5.7, 3.8. Chillers: 8 / 1.05 = 7.62, 5.71, 3.81.

    Without a module of one side the sides still share: N+1 leaves 4 × 1.25 for half of it, 10 MW.
    """
    plant = worked_example(8.0)
    every = units(plant)
    assert usable(plant, every, "N").it_mw == pytest.approx(7.6, abs=0.001)
    assert usable(plant, every, "N").by_stage["ups"] == pytest.approx(12.5)
    assert usable(plant, every, "N+1").it_mw == pytest.approx(5.7, abs=0.001)
    assert usable(plant, every, "N+1").by_stage["ups"] == pytest.approx(10.0)
    assert usable(plant, every, "N+2").it_mw == pytest.approx(3.8, abs=0.001)
    assert capability(plant, every) == pytest.approx(7.6, abs=0.001)
    # The last chiller: 2.0 / 1.05 = 1.905; the last genset: 2.375 / 1.25 = 1.9.
    assert spare_limits(plant, every) == pytest.approx((7.6, 5.7, 3.8, 1.9), abs=0.001)


def test_a_redundant_unit_is_headroom() -> None:
    """At 3 of 4 sets N still serves 5.70, but with one more away only 2 × 2.375 / 1.25 = 3.80."""
    plant = worked_example(5.0)
    three = units(plant, gensets=3)
    assert capability(plant, three) == 5.0
    assert usable(plant, three, "maintainable").it_mw == pytest.approx(3.80, abs=0.001)


def test_three_blocks() -> None:
    """3N/2: with A away, B carries all of AB and half of BC, 2/3 + 1/3 of 2.0 / 2 = 1.0 MW."""
    plant = plant_of("""
format: 1
site: {name: three blocks}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  a: {kind: element, mttf_h: never, rating_mw: 1, fed_by: [mains]}
  b: {kind: element, mttf_h: never, rating_mw: 1, fed_by: [mains]}
  c: {kind: element, mttf_h: never, rating_mw: 1, fed_by: [mains]}
halls:
  ab: {it_mw: 1, cords: [a, b]}
  bc: {it_mw: 1, cords: [b, c]}
  ca: {it_mw: 1, cords: [c, a]}
""")
    found = usable(plant, units(plant), "maintainable")
    assert found.it_mw == pytest.approx(2.0, abs=1e-6)
    assert (found.stage, found.by_stage["hall"]) == ("elements", 3.0)
    # The only feed of a site without gensets cannot be away at any load: said, not counted.
    assert found.gaps == tuple(Gap(hall, "mains") for hall in ("ab", "bc", "ca"))
    assert capability(plant, units(plant)) == 3.0


PHASES = """
format: 1
site: {name: two phases}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  gensets: {kind: genset, count: 5, rating_mw: 1}
  board: {kind: switchgear, transfer: {from: [mains, gensets], delay_s: 2}}
  pdu-1: {kind: pdu, count: 4, rating_mw: 1, fed_by: [board]}
  pdu-2: {kind: pdu, count: 4, rating_mw: 1, fed_by: [board]}
loads:
  losses-2: {mw: 0.5, fed_by: [pdu-2]}
halls:
  one: {it_mw: 2, cords: [pdu-1]}
  two: {it_mw: 2, cords: [pdu-2]}
"""


def test_two_phases_share_gensets() -> None:
    """Phase one: hall one, 3 sets; of 2 sets left 2.0 MW. Hall two alone does not help: 2.0 - 0.5 for both.

    With its 2 sets 4.0 - 0.5 = 3.5 MW for both.
    """
    plant = plant_of(PHASES)
    first = fewer(plant, {"gensets": 3, "pdu-2": 0})
    found = usable(plant, first, "N+1")
    assert (found.it_mw, found.stage) == (2.0, "hall")
    assert found.by_stage["gensets"] == pytest.approx(2.0)
    late = usable(plant, fewer(plant, {"gensets": 3}), "N+1")
    assert (late.it_mw, late.stage) == (pytest.approx(1.5), "gensets")
    full = usable(plant, units(plant), "N+1")
    assert (full.it_mw, full.stage) == (pytest.approx(3.5), "gensets")


def test_who_is_there() -> None:
    """A hall that is brought later asks for nothing, though its cords are live."""
    plant = plant_of(PHASES)
    found = usable(plant, fewer(plant, {"gensets": 3}), "N+1", {"one"})
    assert (found.it_mw, found.by_stage["gensets"]) == (2.0, pytest.approx(2.0))
    assert usable(plant, units(plant), "N", ()).it_mw == 0.0


def test_spares_of_a_demand() -> None:
    """4.5 MW on 5 sets of 1 MW: none may be away; 2.5 MW: two, but of 4 PDUs only two carry hall one's 2."""
    plant = plant_of(PHASES)
    assert plant.demand == (2_000_000, 2_000_000, 500_000)
    assert spare(plant, units(plant), plant.demand) == 0
    assert spare(plant, units(plant), (2_000_000, 0, 0)) == 2
    assert spare(plant, units(plant), (4_000_000, 0, 0)) == 0
    assert spare(plant, units(plant), (4_100_000, 0, 0)) == -1
    assert fits(plant, units(plant), plant.demand)
    assert not fits(plant, units(plant, gensets=4), plant.demand)


def test_what_is_not_there_yet() -> None:
    """Nothing serves a hall before its PDUs are there: the stage that is missing binds, at 0."""
    plant = plant_of(PHASES)
    found = usable(plant, units(plant, pdu_1=0), "N", {"one", "two"})
    assert (found.it_mw, found.stage, found.group) == (0.0, "pdus", "pdu-1")
    found = usable(plant, units(plant, gensets=0), "N", {"one", "two"})
    assert (found.it_mw, found.stage, found.group) == (0.0, "gensets", "gensets")
    found = usable(plant, units(plant, mains=0), "N", {"one", "two"})
    assert (found.it_mw, found.stage, found.group) == (0.0, "feeds", "mains")


def test_the_only_feed_of_a_site_with_gensets() -> None:
    """Its loss is what the gensets are for: 5 MW of them, all of the 4.5 MW asked."""
    plant = plant_of(PHASES)
    found = usable(plant, units(plant), "maintainable")
    assert not [gap for gap in found.gaps if gap.without == "mains"]
    assert {gap.without for gap in found.gaps} == {"board", "pdu-1", "pdu-2"}


def test_a_partner_that_comes_later_is_no_gap() -> None:
    """Side b comes later: until then nothing is maintainable, and boards are what is missing."""
    plant = plant_of("""
format: 1
site: {name: sides}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  gensets: {kind: genset, count: 3, rating_mw: 1}
  side-a: {kind: switchgear, transfer: {from: [mains, gensets], delay_s: 2}}
  side-b: {kind: switchgear, transfer: {from: [mains, gensets], delay_s: 2}}
halls: {hall: {it_mw: 2, cords: [side-a, side-b]}}
""")
    found = usable(plant, units(plant, side_b=0), "maintainable")
    assert (found.it_mw, found.stage, found.without) == (0.0, "boards", "side-a")
    assert usable(plant, units(plant, side_b=0), "N+1").it_mw == 2.0
    assert usable(plant, units(plant), "maintainable").it_mw == 2.0


def test_recharge_is_part_of_the_design_load() -> None:
    """A battery of 10 min at 2 × 1.0 MW, full again in 100 min: 0.2 MW beside the 3 - 0.2 = 2.8 MW of IT."""
    plant = plant_of("""
format: 1
site: {name: recharge}
horizon: {years: 1}
grid: {feeds: {mains: {rating_mw: 3, mttf_h: never}}}
power:
  ups: {kind: ups, count: 2, rating_mw: 1.0, battery_min: 10, recharge_min: 100, fed_by: [mains]}
halls: {hall: {it_mw: 2.5, cords: [ups]}}
""")
    assert usable(plant, units(plant), "N").by_stage["feeds"] == pytest.approx(2.8)


def test_heat_that_water_takes() -> None:
    """Towers of 3 MW; make-up for 10 m3/h ÷ 5 m3/MWh = 2.0 MW of heat all year round."""
    plant = plant_of("""
format: 1
site: {name: water}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: never}}}
power: {board: {kind: switchgear, fed_by: [mains]}}
cooling:
  city: {kind: water_supply}
  towers:
    {kind: heat_rejection, rating_mw_th: 3, fed_by: [board],
     water: {usable_m3: 10, m3_per_mwh: 5, makeup: [city], makeup_m3_h: 10}}
halls: {hall: {it_mw: 5, cords: [board], cooled_by: [towers]}}
""")
    found = usable(plant, units(plant), "N")
    assert (found.it_mw, found.stage) == (pytest.approx(2.0), "water")
    assert found.by_stage["heat_rejection"] == pytest.approx(3.0)


def test_a_tie_and_the_board_that_hands_on() -> None:
    """One feed absent: its board has all from the other over the tie of 1 MW, 2 MW of IT at full scale.

    So half the scale, 2 of 4 MW, by the tie; 3 MW by the other board, which carries all 4 at full scale.
    """
    plant = plant_of("""
format: 1
site: {name: tied}
horizon: {years: 1}
grid: {feeds: {east: {mttf_h: never}, west: {mttf_h: never}}}
power:
  board-a: {kind: switchgear, rating_mw: 3, fed_by: [east]}
  board-b: {kind: switchgear, rating_mw: 3, fed_by: [west]}
  tie: {kind: bus_tie, rating_mw: 1, between: [board-a, board-b], closes_when: one-side-dead, delay_s: 1}
halls:
  one: {it_mw: 2, cords: [board-a]}
  two: {it_mw: 2, cords: [board-b]}
""")
    found = usable(plant, units(plant), "maintainable")
    assert (found.it_mw, found.stage, found.without) == (pytest.approx(2.0), "ties", "east")
    assert found.by_stage["boards"] == pytest.approx(3.0)
    assert usable(plant, units(plant), "N").it_mw == 4.0


FIRM = """
format: 1
site: {name: firm}
horizon: {years: 1}
grid: {feeds: {east: {mttf_h: never, rating_mw: 9, firm_mw: EAST}, west: {mttf_h: never, rating_mw: 9}}}
power:
  sets: {kind: genset, count: 3, rating_mw: 2}
  board: {kind: switchgear, transfer: {from: [east, west, sets], delay_s: 2}}
halls: {hall: {it_mw: 8, cords: [board]}}
"""


@pytest.mark.parametrize(
    ("east", "feeds", "binds"),
    [
        ("4", 4.0, "feeds"),  # the board takes it first, and only 4 of the 9 MW are promised
        ("0", 9.0, "gensets"),  # nothing is promised: it is not there, and the board is on the other
        ("9", 9.0, "gensets"),  # 3 sets of 2 MW
    ],
)
def test_only_what_is_firm_counts(east: str, feeds: float, binds: str) -> None:
    plant = plant_of(FIRM.replace("EAST", east))
    found = usable(plant, units(plant), "N")
    assert found.by_stage["feeds"] == pytest.approx(feeds)
    assert (found.stage, found.it_mw) == (binds, pytest.approx(min(feeds, 6.0)))


def test_a_grid_that_promises_nothing() -> None:
    """What counts are the sets alone, and it is said that the hall is dark without them."""
    plant = plant_of(FIRM.replace("EAST", "0").replace("west: {", "west: {firm_mw: 0, "))
    found = usable(plant, units(plant), "N")
    assert (found.it_mw, found.stage, found.on_gensets) == (pytest.approx(6.0), "gensets", True)
    assert found.gaps == (Gap("hall"),)


def test_fewer_machines_than_needed() -> None:
    """Of three fans two are needed: with one in service yet the hall is dark for want of fans, and with two it is not."""
    plant = plant_of("""
format: 1
site: {name: fans that come later}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  board: {kind: switchgear, mttf_h: never, fed_by: [mains]}
cooling:
  fans: {kind: air_handler, count: 3, needed: 2, mttf_h: never, fed_by: [board]}
halls: {hall: {it_mw: 1, cords: [board], cooled_by: [fans]}}
""")
    found = usable(plant, units(plant, fans=1), "N")
    assert (found.it_mw, found.stage, found.group) == (0.0, "air_handlers", "fans")
    assert usable(plant, units(plant, fans=2), "N").it_mw == 1.0
