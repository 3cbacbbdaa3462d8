"""The way back to the mains, and fuel in cubic metres with trucks: worked out by hand."""

from __future__ import annotations

import pytest

from tests.engine.made import MINUTE, SECOND, happened, outages, run

SITE = """
horizon: {{hours: 200}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: {at_h}, duration_h: {length}}}}}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 3, fail_to_start: 0, mttf_h: never, mttr_h: 1, confirm_s: {confirm}, start_s: 10, sync_s: 0{more}}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 2, fail_to_transfer: {fail}, manual_transfer_h: 0.1}}}}
  ups: {{kind: ups, rating_mw: 3, battery_min: {battery}, recharge_min: 600, mttf_h: never, fed_by: [board]}}
halls: {{hall: {{it_mw: 3, cords: [ups]}}}}
"""
RETURN = ", stable_min: 15, cooldown_min: 5"


def site(**changes: object) -> str:
    values = {"at_h": "[10]", "length": 1, "confirm": 3, "more": RETURN, "battery": 5, "fail": 0}
    return SITE.format(**{**values, **changes})


def test_loss_is_confirmed_before_the_sets_start() -> None:
    """A dip of 2 s starts nothing; a loss of 4 s does, 3 s after it began."""
    assert run(site(length="2 s")).groups["gensets"].starts == 0
    result = run(site(length="4 s"))
    assert happened(result, "start") == [(round(10 + 3 * SECOND, 9), "start", unit) for unit in (0, 1)]


def test_closed_return() -> None:
    """Back at 11:00, stable at 11:15 and back on the mains without a break; the sets stop at 11:20."""
    result = run(site())
    assert outages(result) == []
    # run hours count from ready, 13 s after the loss, to the end of the cool-down
    assert result.groups["gensets"].run_h == pytest.approx(2 * (1 + 20 * MINUTE - 13 * SECOND))
    assert [t for t, _, _ in happened(result, "transfer")] == [round(10 + 15 * SECOND, 9)]


def test_open_return_breaks_for_the_delay_of_the_switch() -> None:
    """Without a battery both transfers are seen: 15 s from loss to gensets, 2 s on the way back."""
    result = run(site(battery=0, more=RETURN + ", retransfer: open"))
    back = 11 + 15 * MINUTE
    assert outages(result) == [
        (10.0, round(10 + 15 * SECOND, 9)),
        (round(back, 9), round(back + 2 * SECOND, 9)),
    ]


def test_open_return_that_fails_waits_for_a_hand() -> None:
    """Every transfer fails and is made by hand after 6 min: the battery of 5 min is 1 min short, then empty."""
    result = run(site(more=RETURN + ", retransfer: open", fail=1))
    first, second = outages(result)
    assert first == (round(10 + 5 * MINUTE, 9), round(10 + 15 * SECOND + 6 * MINUTE, 9))
    assert second[1] == round(11 + 15 * MINUTE + 2 * SECOND + 6 * MINUTE, 9)


def test_lost_again_while_the_mains_are_watched() -> None:
    """Back for 10 min of the 15: the board never left the sets, nothing is felt, nothing starts anew."""
    result = run(site(at_h=f"[10, {11 + 10 * MINUTE!r}]", battery=0.5))
    assert outages(result) == []
    assert result.groups["gensets"].starts == 2
    assert len(happened(result, "transfer")) == 1


def test_lost_again_during_cool_down() -> None:
    """Back on the mains at 11:15, lost at 11:17: the sets still run, the board is back on them in 2 s."""
    result = run(site(at_h=f"[10, {11 + 17 * MINUTE!r}]", battery=0))
    again = 11 + 17 * MINUTE
    assert outages(result) == [
        (10.0, round(10 + 15 * SECOND, 9)),
        (round(again, 9), round(again + 2 * SECOND, 9)),
    ]
    assert result.groups["gensets"].starts == 2


def test_the_set_that_carries_fails_while_the_mains_are_watched() -> None:
    """Both sets run 62 min: dead at 11:02:13, the board is on the mains 2 s later."""
    text = site(battery=0).replace(
        "mttf_h: never, mttr_h: 1, confirm", "mttf_h: {law: fixed, value: 62 min}, mttr_h: 1, confirm"
    )
    dead = 10 + 62 * MINUTE + 13 * SECOND
    assert outages(run(text))[1] == (round(dead, 9), round(dead + 2 * SECOND, 9))


FUEL = """
horizon: {{hours: 200}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: [0], duration_h: 150}}}}
power:
  gensets: {{kind: genset, count: 14, rating_mw: 2, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0, fuel: {{{fuel}}}}}
  board: {{kind: element, mttf_h: never, fed_by: [mains, gensets]}}
halls: {{hall: {{it_mw: 28, cords: [board]}}}}
"""


def test_a_tank_with_trucks_is_empty_when_arithmetic_says() -> None:
    """28 MW at 0.265 L/kWh is 7.42 m³/h; 356 m³ and 20 m³ at hours 12, 18, 24 …

    By hour 77.63 eleven trucks have come (12 to 72): 356 + 220 = 576 = 7.42 x 77.63. The twelfth, at 78, is
    too late: dark from 77.63 until it comes, then 2.7 h of every 6 until the mains return at 150.
    """
    fuel = "usable_m3: 356, litres_per_kwh: 0.265, lead_h: 12, trucks_per_day: 4, truck_m3: 20, refill_h: 12"
    result = run(FUEL.format(fuel=fuel))
    starts = [o.start_h for o in result.outages]
    assert starts[0] == pytest.approx(576 / 7.42, abs=1e-9)
    assert round(starts[0], 2) == 77.63
    assert result.outages[0].end_h == pytest.approx(78)
    assert starts[1] == pytest.approx(78 + 20 / 7.42, abs=1e-9)


def test_the_burn_curve_of_a_public_chart() -> None:
    """2,000 kW sets: 162.1, 273.3, 391.8, 537.2 L/h at 25, 50, 75, 100 % (fit within 1.1 %)."""
    for load, litres in ((0.25, 162.1), (0.5, 273.3), (0.75, 391.8), (1.0, 537.2)):
        text = FUEL.format(fuel="usable_m3: 10, refill_h: 1").replace("it_mw: 28", f"it_mw: {28 * load}")
        dry = happened(run(text), "out-of-fuel")[0][0]
        assert dry == pytest.approx(10_000 / (14 * litres), rel=0.012)


def test_trucks_stop_coming_after_the_loss() -> None:
    fuel = "usable_m3: 356, litres_per_kwh: 0.265, lead_h: 12, trucks_per_day: 4, truck_m3: 20, refill_h: 12"
    result = run(FUEL.format(fuel=fuel).replace("duration_h: 150", "duration_h: 20"))
    assert [t for t, _, _ in happened(result, "truck")] == [12.0, 18.0]
