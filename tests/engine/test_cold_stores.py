"""Water and buffers of cold water worked out by hand, times to the second."""

from __future__ import annotations

import pytest

from dcsim.records import BlockResult
from dcsim.scenario import scenario_from_text
from dcsim.study.survive import survive
from tests.engine.made import MINUTE, SECOND, happened, outages, run

WATER = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [{hits}], at_h: [10], duration_h: {length}}}}}
power:
  gensets: {{kind: genset, rating_mw: 9, fail_to_start: 0, mttf_h: never, start_s: 10}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 0}}}}
  ups: {{kind: ups, rating_mw: 4, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [board]}}
cooling:
  chillers: {{kind: chiller, mttf_h: never, restart_min: 0, fail_to_restart: 0, fed_by: [board]}}
  towers:
    {{kind: heat_rejection, mttf_h: never, restart_min: 0, fed_by: [board],
     water: {{usable_m3: 10.8, m3_per_mwh: 1.8, makeup: [city{wells}], makeup_m3_h: {makeup}}}}}
  city: {{kind: water_supply, mttf_h: never, restart_min: 0}}
{more}
halls: {{hall: {{it_mw: 3, cords: [ups], cooled_by: [chillers, towers], ride_through_min: 6}}}}
"""


def water(hits: str = "city", length: str = "5 h", makeup: float = 9, wells: str = "", more: str = "") -> str:
    return WATER.format(hits=hits, length=length, makeup=makeup, wells=wells, more=more)


def times(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(round(a, 9), round(b, 9)) for a, b in pairs]


def level(result: BlockResult, store: str, time_h: float) -> float:
    """What was recorded of a store at this instant."""
    return next(row.level for row in result.levels if row.store == store and abs(row.time_h - time_h) < 1e-9)


def test_evaporative_water_runs_out() -> None:
    """3 MW evaporate 5.4 m³ an hour: 10.8 m³ last 2 h, and the hall 6 min more, until the city is back.

    Then 9 m³ an hour come and 5.4 go: the store is full again after 10.8 / 3.6 = 3 h.
    """
    result = run(water())
    assert outages(result) == times((12 + 6 * MINUTE, 15))
    assert happened(result, "out-of-water", "refilled", "too-hot") == [
        (12.0, "out-of-water", -1),
        (round(12 + 6 * MINUTE, 9), "too-hot", -1),
        (15.0, "refilled", -1),
    ]
    assert level(result, "towers/water", 12 + 6 * MINUTE) == 0
    assert level(result, "towers/water", 18) == pytest.approx(1)
    assert {row.time_h for row in result.levels} >= {10.0, 12.0, 15.0, 18.0}


def test_what_ran_out_of_water_is_the_barrier_that_failed() -> None:
    (outage,) = run(water()).outages
    (cause,) = outage.causes
    assert (cause.initiating.name, cause.initiating.kind) == ("loss", "interrupted")
    assert cause.barrier is not None
    assert (cause.barrier.name, cause.barrier.kind) == ("towers", "out-of-water")
    assert cause.hours == pytest.approx(15 - 12.1)


def test_a_short_interruption_leaves_the_rest_of_the_store() -> None:
    """1 h takes 5.4 of 10.8 m³ away; at 3.6 an hour these are back after 1.5 h."""
    result = run(water(length="1 h"))
    assert outages(result) == []
    assert level(result, "towers/water", 11) == pytest.approx(0.5)
    assert level(result, "towers/water", 12.5) == pytest.approx(1)


def test_a_second_loss_finds_what_was_filled_in() -> None:
    """Empty at 12, filled from 15 on with 3.6 an hour; lost again at 16 with 3.6 m³: 40 min, then 6 min."""
    text = water().replace("at_h: [10]", "at_h: [10, 16]")
    start = 16 + 40 * MINUTE + 6 * MINUTE
    assert outages(run(text)) == times((12.1, 15), (start, 21))


def test_wells_need_power() -> None:
    """The grid is away for 5 h; the wells hang on it alone, everything else has gensets after 10 s."""
    more = "  wells: {kind: water_supply, mttf_h: never, restart_min: 30, fed_by: [mains]}"
    text = water(hits="mains", more=more, wells="").replace("[city]", "[wells]")
    text = text.replace("  city: {kind: water_supply, mttf_h: never, restart_min: 0}\n", "")
    result = run(text)
    # the towers stand still for 10 s and use nothing, so 2 h and 10 s; the wells run 30 min after the grid is back
    empty = 12 + 10 * SECOND
    assert happened(result, "out-of-water") == [(round(empty, 9), "out-of-water", -1)]
    assert outages(result) == times((empty + 6 * MINUTE, 15.5))


def test_either_of_two_supplies_is_enough() -> None:
    more = "  wells: {kind: water_supply, mttf_h: never, restart_min: 0, fed_by: [board]}"
    assert outages(run(water(more=more, wells=", wells"))) == []
    both = water(hits="city, wells", more=more, wells=", wells")
    assert outages(run(both)) == times((12.1, 15))


def test_make_up_for_half_the_heat() -> None:
    """2.7 of 5.4 m³ an hour come: empty after 4 h. Then half the heat is left, and 6 min become 12, for good."""
    result = run(water(makeup=2.7, length="0 h"))
    assert outages(result) == times((4 + 12 * MINUTE, 100))
    (cause,) = result.outages[0].causes
    assert cause.initiating.kind == "out-of-water"


def test_towers_that_stand_still_use_no_water() -> None:
    """The chillers are away with the city: no heat comes to the towers, and the hall is lost after 6 min."""
    result = run(water(hits="city, chillers"))
    assert outages(result) == times((10 + 6 * MINUTE, 15))
    assert happened(result, "out-of-water") == []


def test_survival_ends_when_the_water_does() -> None:
    """No grid and no water from hour 0: 10 s until the towers run, 2 h of water, 6 min of the hall."""
    more = "  wells: {kind: water_supply, mttf_h: never, restart_min: 0, fed_by: [mains]}"
    text = water(hits="mains", more=more, wells="").replace("[city]", "[wells]")
    text = text.replace("  city: {kind: water_supply, mttf_h: never, restart_min: 0}\n", "")
    scenario = scenario_from_text(f"format: 1\nsite: {{name: made, it_recovery_h: 0}}\n{text}")
    result = survive(scenario, (1, 2, 3), replications=1)
    assert [one.value for one in result.survives] == [1, 1, 0]
    assert result.outage_h == pytest.approx([2 + 6 * MINUTE + 10 * SECOND])
    assert [row.what for row in result.first] == ["towers: out of water"]
    store = result.stores["towers/water"]
    assert (store.full, store.unit) == (10.8, "m3")
    left = [one.mean.value for one in result.left["towers/water"]]
    assert left[:2] == pytest.approx([0.5 + 10 * SECOND / 2, 10 * SECOND / 2])
    assert any("make-up" in note for note in result.notes)


# ---------------------------------------------------------------------- buffers

BUFFER = """
horizon: {{hours: 20}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [{hits}], at_h: [10], duration_h: {length}}}}}
power:
  ups: {{kind: ups, rating_mw: 4, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [mains]}}
cooling:
  chillers: {{kind: chiller, count: {count}, rating_mw_th: 2, mttf_h: never, restart_min: 5, fail_to_restart: 0, fed_by: [mains]}}
  tank: {{kind: buffer, store_mw_min: 15, replaces: [chillers], recharge_min: 5, mttf_h: never, fed_by: [{tank}]}}
  pumps: {{kind: pump, mttf_h: never, restart_min: 0, fed_by: [{pumps}]}}
halls: {{hall: {{it_mw: 3, cords: [ups], cooled_by: [pumps, tank, chillers], ride_through_min: 0.5}}}}
"""


def buffer(
    hits: str = "mains", length: str = "1 min", pumps: str = "ups", tank: str = "ups", count: int = 2
) -> str:
    return BUFFER.format(hits=hits, length=length, pumps=pumps, tank=tank, count=count)


def test_a_buffer_stands_in_for_the_chillers() -> None:
    """3 MW from 15 MW·min last 5 min, the hall half a minute more; the chillers are back after 6 min.

    They have 1 MW to spare: 15 min to fill the buffer, though its own pumps could do it in 5.
    """
    result = run(buffer())
    assert outages(result) == times((10 + 5.5 * MINUTE, 10 + 6 * MINUTE))
    assert happened(result, "buffer-empty", "filling")[:2] == [
        (round(10 + 5 * MINUTE, 9), "buffer-empty", -1),
        (round(10 + 6 * MINUTE, 9), "filling", -1),
    ]
    assert level(result, "tank/cold", 10 + 21 * MINUTE) == pytest.approx(1)
    (cause,) = result.outages[0].causes
    assert cause.initiating.name == "loss"
    assert cause.barrier is not None


def test_a_loss_that_the_buffer_bridges() -> None:
    """4 s of loss and 5 min of restart: 4 s too long for the buffer, and the hall stands 30 s."""
    assert outages(run(buffer(length="4 s"))) == []


def test_a_buffer_helps_only_while_its_pumps_run() -> None:
    """Pumps without UPS stand still for the minute of the loss: the hall is lost after 30 s of it.

    The buffer gives nothing meanwhile, so it lasts 5 min from the return on, as long as the restart.
    """
    result = run(buffer(pumps="mains"))
    assert outages(result) == times((10 + 30 * SECOND, 10 + 1 * MINUTE))
    assert level(result, "tank/cold", 10 + 1 * MINUTE) == 1


def test_a_buffer_without_power_gives_nothing() -> None:
    result = run(buffer(tank="mains").replace("tank: {kind: buffer,", "tank: {kind: buffer, restart_min: 0,"))
    assert outages(result) == times((10 + 30 * SECOND, 10 + 1 * MINUTE))


def test_missing_heat_drains_in_proportion() -> None:
    """One chiller of 2 MW for 3 MW of heat: 1 MW is missing, 15 min; then 30 s at a third of the heat: 90 s."""
    result = run(buffer(length="0 s", count=1))
    assert happened(result, "buffer-empty")[0] == (0.25, "buffer-empty", -1)
    assert outages(result) == times((0.25 + 90 * SECOND, 20))


def test_without_a_spare_machine_the_buffer_stays_as_it_is() -> None:
    """Chillers of 3 MW in all for 3 MW: after 4 s and 5 min of restart the empty buffer never fills."""
    text = buffer(length="4 s", count=1).replace("rating_mw_th: 2", "rating_mw_th: 3")
    result = run(text)
    assert happened(result, "filling") == []
    assert [row.level for row in result.levels if row.store == "tank/cold"][-1] == 0
    assert outages(result) == []


def test_two_buffers_share_what_is_to_spare() -> None:
    """Two halls of 1.5 MW with buffers of 7.5 and 15 MW·min behind the same chillers: 1 MW to spare.

    Both could take up 3 MW each, so each gets half: 15 and, from what is left of 15 after 5 min of 1.5, 15 min.
    """
    text = buffer().replace(
        "store_mw_min: 15, replaces: [chillers], recharge_min: 5",
        "store_mw_min: 7.5, replaces: [chillers], recharge_min: 2.5",
    )
    text = text.replace(
        "  pumps:",
        "  tank-2: {kind: buffer, store_mw_min: 15, replaces: [chillers], recharge_min: 5, mttf_h: never, fed_by: [ups]}\n  pumps:",
    )
    text = text.replace(
        "halls: {hall: {it_mw: 3, cords: [ups], cooled_by: [pumps, tank, chillers], ride_through_min: 0.5}}",
        "halls:\n  a: {it_mw: 1.5, cords: [ups], cooled_by: [pumps, tank, chillers], ride_through_min: 5}\n"
        "  b: {it_mw: 1.5, cords: [ups], cooled_by: [pumps, tank-2, chillers], ride_through_min: 5}",
    )
    result = run(text)
    back = 10 + 6 * MINUTE
    assert outages(result) == []
    assert level(result, "tank/cold", back) == 0
    assert level(result, "tank-2/cold", back) == pytest.approx(1 - 9 / 15)
    assert level(result, "tank/cold", back + 15 * MINUTE) == pytest.approx(1)
    assert level(result, "tank-2/cold", back + 18 * MINUTE) == pytest.approx(1)
