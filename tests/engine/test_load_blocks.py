"""Load blocks worked out by hand, with times to the second."""

from __future__ import annotations

import pytest

from dcsim.records import BlockResult
from dcsim.scenario import scenario_from_text
from tests.engine.made import MINUTE, SECOND, happened, outages, run

# Lights are what the sets take at once; chillers are the second block, the UPS the third.
SITE = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: {at_h}, duration_h: {length}}}}}
power:
  gensets: {{kind: genset, count: {count}, rating_mw: {rating}, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: {start},
            sync_s: 25, block_s: 5, overload_s: 5{more}}}
  board: {{kind: switchgear, mttf_h: never, {feed}}}
  ups: {{kind: ups, rating_mw: 1.2, battery_min: {battery}, recharge_min: 600, mttf_h: never, fed_by: [board], load_block: {ups}}}
cooling:
  chillers: {{kind: chiller, count: 1, rating_mw_th: 2, draw_mw: 1, restart_min: 1, mttf_h: never, fed_by: [board], load_block: {chillers}}}
loads: {{lights: {{mw: 0.5, fed_by: [board]}}}}
halls: {{hall: {{it_mw: 1.2, cords: [ups], cooled_by: [chillers], ride_through_min: 3}}}}
"""


def site(**changes: object) -> str:
    values = {
        "at_h": "[10]",
        "length": 1,
        "count": 3,
        "rating": 1,
        "start": 10,
        "more": "",
        "feed": "fed_by: [mains, gensets]",
        "battery": 5,
        "ups": 3,
        "chillers": 2,
    }
    return SITE.format(**{**values, **changes})


def of(result: BlockResult, name: str, *kinds: str) -> list[tuple[str, float]]:
    """(kind, seconds after hour 10) of what happened to one group."""
    found = [e for e in result.events if e.name == name and e.kind in kinds]
    return [(e.kind, round((e.time_h - 10) / SECOND, 6)) for e in found]


def test_blocks_of_five_seconds_on_a_set_that_can_carry_all() -> None:
    """A set of 3 MW after 10 s: lights at 10 s, chillers at 15 s, the UPS at 20 s; all is 2.7 MW.

    The UPS gives 20 s of its 5 min; the chillers run again a minute after their block, at 75 s. At the
    return of the mains everything is connected and nothing waits.
    """
    result = run(site(count=1, rating=3))
    assert outages(result) == []
    assert of(result, "gensets", "closed") == [("closed", 10.0)]
    assert of(result, "chillers", "disconnected", "connected", "restart") == [
        ("disconnected", 0.0),
        ("connected", 15.0),
        ("restart", 75.0),
    ]
    assert of(result, "ups", "connected") == [("connected", 20.0)]
    levels = {round((one.time_h - 10) / SECOND, 6): one.level for one in result.levels if one.store == "ups"}
    assert levels[20.0] == pytest.approx(1 - 20 / 300)


def test_the_breaker_closes_for_the_first_block_and_the_rest_waits_for_sets() -> None:
    """One of three sets of 1 MW bears the lights at 10 s, the other two at 35 s all the rest.

    Without blocks the breaker would close at 35 s only: 2.7 MW are more than one set.
    """
    result = run(site())
    assert of(result, "gensets", "closed") == [("closed", 10.0)]
    assert of(result, "chillers", "connected") == of(result, "ups", "connected") == [("connected", 35.0)]
    plain = run(site(ups=1, chillers=1))
    assert of(plain, "gensets", "closed") == [("closed", 35.0)]
    assert of(plain, "ups", "connected", "disconnected") == []


def test_a_block_goes_before_the_later_ones() -> None:
    """Chillers before the UPS: 0.5, 1.5 and 2.7 MW ask for one, two and three sets of 1 MW, whenever they come."""
    result = run(
        site(start="{law: uniform, low: 5, high: 100}", battery=60).replace("sync_s: 25", "sync_s: 0")
    )
    first, second, third = (round((at - 10) / SECOND, 6) for at, _, _ in happened(result, "on-line"))
    assert happened(result, "closed")[0][0] == happened(result, "on-line")[0][0]
    ((_, chillers),) = of(result, "chillers", "connected")
    ((_, ups),) = of(result, "ups", "connected")
    assert chillers == pytest.approx(max(first + 5, second), abs=1e-5)
    assert ups == pytest.approx(max(first + 10, third), abs=1e-5)


def test_a_small_later_block_does_not_overtake() -> None:
    """The UPS first (1.2 MW, with the lights 1.7), the chillers' 0.4 MW would fit beside the lights at once."""
    text = site(ups=2, chillers=3).replace("draw_mw: 1,", "draw_mw: 0.4,")
    result = run(text)
    assert of(result, "ups", "connected") == of(result, "chillers", "connected") == [("connected", 35.0)]


def test_blocks_count_from_the_moment_the_switch_has_moved() -> None:
    """The board moves to the sets 2 s after they are there: lights at 12 s, then 17 s and 22 s."""
    result = run(site(count=1, rating=3, feed="transfer: {from: [mains, gensets], delay_s: 2}"))
    assert of(result, "chillers", "connected") == [("connected", 17.0)]
    assert of(result, "ups", "connected") == [("connected", 22.0)]


def test_a_second_loss_begins_anew() -> None:
    """Back at 17 s, before the UPS's turn: all connected at once. Lost at 18 s: on line at 28 s, chillers at
    33 s, and at 35 s, before the UPS's turn, the mains are back again.
    """
    at_h = f"[10, {10 + 18 * SECOND!r}]"
    result = run(site(count=1, rating=3, at_h=at_h, length="17 s"))
    assert of(result, "chillers", "connected") == [
        ("connected", 15.0),
        ("connected", 33.0),
    ]
    assert of(result, "ups", "connected") == [("connected", 17.0), ("connected", 35.0)]


def test_a_closed_return_disconnects_nothing_and_an_open_one_everything() -> None:
    """Back at 10:02, stable a minute later. Open: the board is dead for its 2 s, then on the mains at once."""
    feed = "transfer: {from: [mains, gensets], delay_s: 2}"
    closed = run(site(count=1, rating=3, length="2 min", feed=feed, more=", stable_min: 1, cooldown_min: 5"))
    assert of(closed, "ups", "disconnected", "connected") == [("disconnected", 0.0), ("connected", 22.0)]
    more = ", stable_min: 1, cooldown_min: 5, retransfer: open"
    result = run(site(count=1, rating=3, length="2 min", feed=feed, more=more))
    assert of(result, "ups", "disconnected", "connected") == [
        ("disconnected", 0.0),
        ("connected", 22.0),
        ("disconnected", 180.0),
        ("connected", 182.0),
    ]


def test_a_battery_shorter_than_its_block_is_an_outage() -> None:
    """15 s of battery, the third block at 20 s: dark for 5 s, begun by the loss and nothing else."""
    result = run(site(count=1, rating=3, battery=0.25))
    assert outages(result) == [(round(10 + 15 * SECOND, 9), round(10 + 20 * SECOND, 9))]
    (outage,) = result.outages
    assert outage.initiating is not None
    assert outage.initiating.name == "loss"
    assert sum(share.hours for share in outage.causes) == pytest.approx(5 * SECOND)
    assert {share.initiating.name for share in outage.causes} == {"loss"}


def test_chillers_of_a_late_block_are_too_late_for_the_hall() -> None:
    """Connected at 35 s, a minute to restart: 95 s without cooling. A hall of 90 s is too hot for 5 s."""
    result = run(site().replace("ride_through_min: 3", "ride_through_min: 1.5"))
    assert outages(result) == [(round(10 + 90 * SECOND, 9), round(10 + 95 * SECOND, 9))]


def test_sets_too_few_leave_the_later_blocks_out() -> None:
    """Two sets of 1 MW for 2.7: lights and chillers run, the UPS lives on its battery until the mains return."""
    result = run(site(count=2))
    assert of(result, "chillers", "connected") == [("connected", 35.0)]
    assert of(result, "ups", "connected") == [("connected", 3600.0)]
    assert outages(result) == [(round(10 + 5 * MINUTE, 9), 11.0)]


def test_a_block_that_waits_for_the_stable_time_is_still_of_the_loss() -> None:
    """Two sets of 1 MW for 2.7: the UPS is dark from 10:05:00. The mains are back at 11:00 and trusted 10 min later."""
    result = run(
        site(count=2, more=", stable_min: 10", feed="transfer: {from: [mains, gensets], delay_s: 2}")
    )
    assert of(result, "ups", "connected") == [("connected", 4200.0)]
    assert outages(result) == [(round(10 + 5 * MINUTE, 9), round(11 + 10 * MINUTE, 9))]
    assert {share.initiating.name for share in result.outages[0].causes} == {"loss"}


def test_what_a_battery_or_the_mains_hold_up_never_waits() -> None:
    """Pumps behind the UPS, of a later block: powered throughout, so never taken off."""
    text = site(count=1, rating=3).replace("fed_by: [board], load_block: 2", "fed_by: [ups], load_block: 2")
    text = text.replace("draw_mw: 1,", "draw_mw: 0,")
    result = run(text)
    assert of(result, "chillers", "disconnected", "stop") == []


def test_steps_of_no_length_change_nothing() -> None:
    """With `block_s: 0` and a set that carries all, later blocks are as the first."""
    text = site(count=1, rating=3, battery=0.1).replace("block_s: 5", "block_s: 0")
    assert outages(run(text)) == outages(
        run(text.replace("load_block: 2", "load_block: 1").replace("load_block: 3", "load_block: 1"))
    )


def test_the_time_between_blocks_comes_from_the_library_where_blocks_are() -> None:
    head = "format: 1\nsite: {name: made}\n"
    with_blocks = scenario_from_text(head + site().replace("block_s: 5, ", ""))
    assert with_blocks.data["power"]["gensets"]["block_s"] == 5.0  # type: ignore[index]
    assert with_blocks.origins["power", "gensets", "block_s"].detail == "genset_load_block_step"
