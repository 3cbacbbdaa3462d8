"""Cooling worked out by hand: power lost, restart, sags, part cooling, heat left in the hall."""

from __future__ import annotations

import pytest

from tests.engine.made import MINUTE, SECOND, happened, outages, run


def times(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(round(a, 9), round(b, 9)) for a, b in pairs]


SITE = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [{hits}], at_h: [10], duration_h: {length}}}}}
power:
  ups: {{kind: ups, rating_mw: 4, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [mains]}}
cooling:
  chillers: {{kind: chiller, count: 2, rating_mw_th: 1.5, draw_mw: 1, mttf_h: never, restart_min: 5, fail_to_restart: 0, fed_by: [mains]}}
  pumps: {{kind: pump, mttf_h: never, restart_min: 0, draw_mw: 0.1, fed_by: [ups]}}
  loop: {{kind: pipe, mttf_h: never}}
halls: {{hall: {{it_mw: 3, cords: [ups], cooled_by: [chillers, pumps, loop], ride_through_min: {ride}{more}}}}}
"""


def site(hits: str = "mains", length: str = "1 min", ride: float = 8, more: str = "") -> str:
    return SITE.format(hits=hits, length=length, ride=ride, more=more)


def test_a_short_loss_is_ridden_through() -> None:
    """1 min without mains and 5 min of restart: 6 min without cooling, of 8 the hall can stand."""
    result = run(site())
    assert outages(result) == []
    assert happened(result, "restart")[0] == (round(10 + 6 * MINUTE, 9), "restart", -1)


def test_a_longer_loss_is_not() -> None:
    """4 min of loss and 5 min of restart are 9: too hot from the 8th minute to the 9th; power never failed."""
    result = run(site(length="4 min"))
    assert outages(result) == times((10 + 8 * MINUTE, 10 + 9 * MINUTE))
    (outage,) = result.outages
    assert outage.unserved_mwh == pytest.approx(3 * MINUTE)
    assert [d.kind for d in outage.deviations] == ["stopped", "too-hot"]


def test_one_chiller_of_two_warms_the_hall_half_as_fast() -> None:
    """Half the heat is left: 8 min become 16; the unit is back after 30 min."""
    text = site().replace("hits: [mains]", "hits: [hall], at_h: [90], duration_h: 0.5}, half: {hits: [one]")
    text = text.replace(
        "  chillers:",
        "  one: {kind: chiller, rating_mw_th: 1.5, mttf_h: never, restart_min: 0, fed_by: [mains]}\n  chillers:",
    )
    text = text.replace("duration_h: 1 min", "duration_h: 30 min").replace(
        "count: 2, rating_mw_th: 1.5", "count: 2, rating_mw_th: 5"
    )
    text = text.replace("cooled_by: [chillers", "cooled_by: [one, chillers")
    result = run(text)
    # `one` can move 1.5 of 3 MW throughout: 1.5 MW stay, the hall is too hot from 16 min on, for ever
    assert outages(result)[0][0] == round(16 * MINUTE, 9)


def test_part_cooling_from_a_lost_unit() -> None:
    """Both chillers lost for 4 min, then one of them for good: 4 min in full, the rest at half speed."""
    text = site(hits="a", length="4 min").replace(
        "  chillers: {kind: chiller, count: 2,",
        "  a: {kind: chiller, rating_mw_th: 3, mttf_h: never, restart_min: 0}\n  chillers: {kind: chiller, count: 2,",
    )
    text = text.replace("cooled_by: [chillers", "cooled_by: [a, chillers")
    text = text.replace(
        "interruptions: {", "interruptions: {more: {hits: [a], at_h: [20], duration_h: 7 min}, "
    )
    result = run(text)
    # 4 min of 8: nothing; recovered at once, so that 7 min ten hours later are ridden through too
    assert outages(result) == []


def test_recovery_takes_its_time() -> None:
    """4 of 8 min used, 10 of 40 min recovered a quarter: 6 min left, so the next 7 min lose one."""
    text = site(hits="loop", length="4 min", more=", recovery_min: 40")
    text = text.replace(
        "interruptions: {",
        "interruptions: {more: {hits: [loop], at_h: [10.2333333333333333], duration_h: 7 min}, ",
    )
    result = run(text)
    start = 10.2333333333333333 + 6 * MINUTE
    assert outages(result) == times((start, start + 1 * MINUTE))


def test_pumps_on_the_ups_keep_running() -> None:
    """Chillers alone stop when the mains go; the pumps live on the battery."""
    result = run(site())
    assert [e.name for e in result.events if e.kind == "stop"] == ["chillers"]


def test_a_sag_drops_contactors_and_starts_no_genset() -> None:
    """60 sags a year for ten years: each stops the chillers for 5 min, of which the hall stands 3."""
    text = (
        site(ride=3)
        .replace("at_h: [10], duration_h: 1 min", "at_h: [1], duration_h: 0 min")
        .replace("fail_to_restart: 0", "fail_to_restart: 0, drops_at_sag: true")
    )
    text = text.replace("feeds:", "sags: {per_year: 60}\n  feeds:").replace("{hours: 100}", "{years: 10}")
    text = text.replace(
        "power:\n", "power:\n  gensets: {kind: genset, rating_mw: 5, mttf_h: never, start_s: 10}\n"
    ).replace("fed_by: [mains]}\ncool", "fed_by: [mains, gensets]}\ncool")
    result = run(text)
    assert result.groups["gensets"].starts == 0
    lengths = {round(o.length_h / MINUTE, 6) for o in result.outages}
    assert 500 < len(result.outages) < 700
    assert 2.0 in lengths
    assert all(o.initiating is not None and o.initiating.name == "sags" for o in result.outages)


def test_a_sag_during_a_restart_begins_it_anew() -> None:
    result = run(
        site(length="4 min")
        .replace("duration_h: 4 min", "duration_h: 4 min, every_h: 0.1")
        .replace("hours: 100", "hours: 10.25")
    )
    # lost at 10:00 for 4 min, again at 10:06 for 4 min, 10:12 for 4 min: the restart of 5 min never ends in between
    assert outages(result) == times((10 + 8 * MINUTE, 10.25))


def test_a_unit_that_does_not_restart_is_repaired() -> None:
    result = run(
        site(ride=100).replace("fail_to_restart: 0", "fail_to_restart: 1, mttr_h: {law: fixed, value: 2}")
    )
    # both fail at 6 min and are back 2 h later; the hall stands 100 min from the loss on
    assert outages(result) == times((10 + 100 * MINUTE, 12 + 6 * MINUTE))
    assert (result.groups["chillers"].failed_starts, result.groups["chillers"].repairs) == (2, 2)


def test_units_that_do_not_restart_are_counted_for_the_whole_of_a_split_group() -> None:
    """Of one chiller on the mains and one behind the UPS only the first ever has to restart."""
    text = site(ride=100).replace(
        "fail_to_restart: 0, fed_by: [mains]", "fail_to_restart: 1, mttr_h: 2, SPLIT"
    )
    result = run(text.replace("SPLIT", "split: {mains: 1, ups: 1}"))
    assert (result.groups["chillers"].failed_starts, result.groups["chillers"].repairs) == (1, 1)


def test_cooling_draws_power_and_fuel() -> None:
    """1.1 MW of cooling and 3 MW of IT on the feed: a rating of 4 MW is overloaded."""
    text = site(length="0 min").replace(
        "mains: {mttf_h: never}", "mains: {mttf_h: never, rating_mw: 4, overload_s: 60, reset_h: 1}"
    )
    result = run(text.replace("hours: 100", "hours: 0.5").replace("at_h: [10]", "at_h: [0]"))
    assert [(e.kind, e.name) for e in result.events if e.kind == "trip"] == [("trip", "mains")]
    assert SECOND > 0


CRAC = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: [10], duration_h: 1 min}}}}
power:
  ups: {{kind: ups, rating_mw: 4, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [mains]}}
cooling:
  room: {{kind: crac, count: 4, rating_mw_th: 1, mttf_h: never, fed_by: [mains]{more}}}
halls: {{hall: {{it_mw: 3, cords: [ups], cooled_by: [room], ride_through_min: 3}}}}
"""


def test_room_units_restart_by_their_own_law() -> None:
    """1 min of loss and the library's 2.5 min: half a minute more than the hall can stand."""
    assert outages(run(CRAC.format(more=""))) == times((10 + 3 * MINUTE, 10 + 3.5 * MINUTE))
    assert outages(run(CRAC.format(more=", restart_min: 2"))) == []


def test_derated_units_move_less() -> None:
    """Four of 1 MW at 0.7 move 2.8 of 3 MW: 0.2 MW are left, 3 min become 45."""
    text = CRAC.format(more=", derate: 0.7").replace("at_h: [10]", "at_h: [90]")
    assert outages(run(text)) == times((0.75, 100))
    assert outages(run(text.replace("0.7", "0.75"))) == times((90 + 3 * MINUTE, 90 + 3.5 * MINUTE))


def test_cooling_shares_its_draw_as_written() -> None:
    """A share of less than 1 is a share: 3 MW split 1 to 5 put 0.5 MW on the feed that carries 0.4."""
    text = """
horizon: {hours: 1}
grid: {feeds: {small: {mttf_h: never, rating_mw: 0.4, overload_s: 60}, large: {mttf_h: never}}}
power: {ups: {kind: ups, rating_mw: 4, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [large]}}
cooling: {chillers: {kind: chiller, draw_mw: 3, mttf_h: never, fed_by: [small, large], share: {small: 0.1, large: 0.5}}}
halls: {hall: {it_mw: 3, cords: [ups], cooled_by: [chillers]}}
"""
    trips = [(e.kind, e.name) for e in run(text).events if e.kind == "trip"]
    assert trips == [("trip", "small")]
    assert not [e for e in run(text.replace("0.1", "0.05")).events if e.kind == "trip"]


SAGS = """
horizon: {{years: 2}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: [{at}], duration_h: {length}}}}}
  sags: {{per_year: 60}}
power:
  gensets: {{kind: genset, rating_mw: 9, fail_to_start: 0, mttf_h: never, start_s: 10, stable_min: 60}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 0}}}}
  ups: {{kind: ups, rating_mw: {ups}, battery_min: 60, recharge_min: 600, mttf_h: never, overload_s: 10, fed_by: [board]}}
cooling:
  chillers: {{kind: chiller, mttf_h: never, restart_min: 5, fail_to_restart: 0, drops_at_sag: true, fed_by: [{fed_by}]}}
halls: {{hall: {{it_mw: 3, cords: [ups], cooled_by: [chillers], ride_through_min: 3}}}}
"""


def dropped(at: float = 1, length: str = "0 h", fed_by: str = "board", ups: float = 4) -> list[float]:
    """When the chillers stopped, h, but for the loss of the mains itself."""
    result = run(SAGS.format(at=at, length=length, fed_by=fed_by, ups=ups))
    assert {round(o.length_h / SECOND) for o in result.outages} <= {120, 130}  # 130 after the loss
    return [e.time_h for e in result.events if e.kind == "stop" and e.time_h != at]


def test_sags_reach_what_hangs_on_the_grid_and_nothing_else() -> None:
    """120 in two years. On gensets none, from the loss until the mains have been back for an hour.

    A sag while the chillers restart finds them standing: it is one stop fewer, in some 5 min of 73 h.
    """
    every = dropped()
    assert 80 < len(every) < 160
    lost = dropped(at=8000, length="1000 h")
    assert lost == [time for time in every if not 8000 <= time < 9001]
    assert len(lost) < len(every) - 3


def test_a_ups_keeps_sags_away_unless_it_is_on_bypass() -> None:
    """On 2 MW for 3 the UPS is on bypass after 10 s, and a sag goes through."""
    assert dropped(fed_by="ups") == []
    assert dropped(fed_by="ups", ups=2) == dropped()
