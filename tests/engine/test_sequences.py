"""Sequences worked out by hand, with times to the second."""

from __future__ import annotations

import pytest

from tests.engine.made import MINUTE, SECOND, happened, outages, run


def times(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(round(a, 9), round(b, 9)) for a, b in pairs]


# One hall of 3 MW behind a UPS; three sets of 1.5 MW, of which two carry it. Nothing fails by chance.
GENSETS = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{rating_mw: 10, mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: {at_h}, duration_h: {duration_h}}}}}
power:
  gensets: {{kind: genset, count: 3, rating_mw: 1.5, fail_to_start: {fts}, mttf_h: never, mttr_h: {{law: fixed, value: 5}},
            start_s: 10, sync_s: 25, attempt_s: 20, overload_s: 5, reset_h: 1{more}}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 2}}}}
  ups: {{kind: ups, rating_mw: 3, battery_min: {battery_min}, recharge_min: 600, mttf_h: never, fed_by: [board]}}
halls: {{hall: {{it_mw: 3, cords: [ups]}}}}
"""


def gensets(**changes: object) -> str:
    values = {"at_h": "[10]", "duration_h": 1, "fts": 0, "more": "", "battery_min": 5}
    return GENSETS.format(**{**values, **changes})


def test_normal_loss_and_return() -> None:
    """Ready after 10 s, the first set on line then, the others 25 s later; battery bridges; mains return."""
    result = run(gensets())
    assert outages(result) == []
    assert happened(result, "on-line") == [
        (round(10 + 10 * SECOND, 9), "on-line", 0),
        (round(10 + 35 * SECOND, 9), "on-line", 1),
        (round(10 + 35 * SECOND, 9), "on-line", 2),
    ]
    # to the gensets 2 s after they are there (one set cannot carry the hall: the breaker waits for the second)
    assert happened(result, "transfer") == [(round(10 + 37 * SECOND, 9), "transfer", 1)]
    assert result.groups["gensets"].starts == 3
    assert result.groups["gensets"].run_h == pytest.approx(3 * (1 - 10 * SECOND))


def test_battery_too_short_for_the_second_set() -> None:
    """A battery of 30 s: dark from 30 s until 37 s after the loss."""
    result = run(gensets(battery_min=0.5))
    assert outages(result) == times((10 + 30 * SECOND, 10 + 37 * SECOND))
    (outage,) = result.outages
    assert outage.unserved_mwh == pytest.approx(3 * 7 * SECOND)
    assert outage.initiating is not None
    assert (outage.initiating.name, outage.initiating.kind) == ("loss", "interrupted")
    assert [d.name for d in outage.deviations] == ["loss", "ups"]


def test_second_loss_during_synchronising() -> None:
    """Back after 20 s, lost again at 30 s: all three start anew, on line 35 s after the second loss."""
    result = run(gensets(at_h=f"[10, {10 + 30 * SECOND!r}]", duration_h="{law: fixed, value: 20 s}"))
    assert outages(result) == []
    on_line = happened(result, "on-line")
    assert on_line[0] == (round(10 + 10 * SECOND, 9), "on-line", 0)
    assert on_line[1] == (round(10 + 40 * SECOND, 9), "on-line", 0)
    assert len(on_line) == 2  # the second loss is over after 20 s too: nobody else had synchronised
    assert result.groups["gensets"].starts == 6


def test_second_loss_lasts() -> None:
    text = gensets(at_h=f"[10, {10 + 30 * SECOND!r}]", duration_h="20 s", battery_min=1)
    text = text.replace(
        "interruptions: {", "interruptions: {long: {hits: [mains], at_h: [10.01], duration_h: 1}, "
    )
    result = run(text)
    # Losses 0-20 s, 30-50 s and from 36 s (0.01 h): one loss from 30 s on. Sets are on line at 65 s, the board
    # moves at 67 s. The battery of 60 s gave 20 s, took 10/36000 back, and is empty at 30 + 40.0167 s: no outage.
    assert outages(result) == []
    assert happened(result, "transfer") == [(round(10 + 67 * SECOND, 9), "transfer", 1)]
    assert result.groups["ups"].discharges == 2


def test_not_enough_sets_start() -> None:
    """Every start fails: 3 repairs of 5 h begin 20 s after the loss; dark until mains return."""
    result = run(gensets(fts=1))
    assert outages(result) == times((10 + 5 * MINUTE, 11))
    assert result.groups["gensets"].failed_starts == 3
    (outage,) = result.outages
    assert {d.kind for d in outage.deviations} == {"interrupted", "failed-to-start", "store-empty"}


def test_a_set_repaired_during_a_loss_starts_again() -> None:
    """A loss of 8 h: repaired after 5 h they start anew, and fail anew, until it ends."""
    result = run(gensets(fts=1, duration_h=8))
    assert result.groups["gensets"].starts == 6
    assert result.groups["gensets"].repairs == 6
    assert outages(result) == times((10 + 5 * MINUTE, 18))


def test_fuel_runs_out_and_comes_back() -> None:
    """A tank of 2 h at the design load, full again 3 h after a loss, on losses of 8 h at 10:00 and 22:00.

    Nothing is carried before the board has moved 37 s after the loss, so the tank is empty 2 h 37 s after
    it. The battery of 5 min gave 37 s, took 2 h of a recharge of 10 h (1 min of full load) and is full again
    at most: dark 5 min after the tank is empty, until the mains return and the board, standing on a dead
    input, has moved 2 s later. The tank is full at 21:00. At 22:00 the battery has been charging for 4 h
    less 2 s: it holds 2 min, gives 37 s, takes 1 min.
    """
    result = run(gensets(at_h="[10, 22]", duration_h=8, more=", fuel: {tank_h: 2, refill_h: 3}"))
    first, second = (start + 2 + 37 * SECOND for start in (10, 22))
    stored = 5 * MINUTE * ((4 - 2 * SECOND) / 10 - 37 / 300 + 2 / 10)
    assert outages(result) == times((first + 5 * MINUTE, 18 + 2 * SECOND), (second + stored, 30 + 2 * SECOND))
    assert [t for t, _, _ in happened(result, "out-of-fuel")] == [round(first, 9), round(second, 9)]


def test_constant_burn_counts_from_the_order_to_start() -> None:
    result = run(gensets(duration_h=8, more=", fuel: {tank_h: 2, refill_h: 30, burn: constant}"))
    assert happened(result, "out-of-fuel") == [(12.0, "out-of-fuel", -1)]


def test_an_interruption_takes_all_sets_out() -> None:
    """All sets are taken out for 2 h: the minute of battery, then dark until they are back with the second set."""
    text = gensets(duration_h=20, battery_min=1).replace(
        "interruptions: {", "interruptions: {broken: {hits: [gensets], at_h: [12], duration_h: 2}, "
    )
    result = run(text)
    # the battery gave 37 s of its 60 and took back a 600th of 2 h - 37 s: 34.938 s are left
    left = (60 - 37 + (2 * 3600 - 37) / 600) * SECOND
    assert outages(result) == times((12 + left, 14 + 35 * SECOND))


def test_too_few_sets_left_and_the_bus_collapses() -> None:
    """Two of three sets are needed and each runs 1 h: the third goes with them, all dark until repaired.

    Ready at 10 s, run failures at 1:00:10 for all three. Repaired 5 h later they start anew, and are back
    with the second set 35 s after that; the board still stands on them.
    """
    text = gensets(duration_h=20, battery_min=1).replace(
        "mttf_h: never, mttr_h: {law", "mttf_h: {law: fixed, value: 1}, mttr_h: {law"
    )
    lost = 11 + 10 * SECOND
    result = run(text)
    # 60 s of battery less 37 s used, plus a 600th of the hour less 27 s on the gensets
    left = (60 - 37 + (3600 - 27) / 600) * SECOND
    first, second, *_ = outages(result)
    assert first == times((lost + left, lost + 5 + 35 * SECOND))[0]
    assert result.groups["gensets"].run_failures == 12
    assert second[0] > first[1]


def test_an_overloaded_genset_bus_opens_and_closes_when_it_can_carry() -> None:
    """One set of three is a spare; a second is lost at 12 h for 3 h: 3 MW on 1.5 MW, open after 5 s.

    The breaker may close an hour later, but only the sets that are back at 15 h let it carry the hall.
    """
    text = """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    loss: {hits: [mains], at_h: [10], duration_h: 8}
    broken: {hits: [two], at_h: [12], duration_h: 3}
power:
  one: {kind: genset, count: 1, rating_mw: 1.5, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0, overload_s: 5, reset_h: 1}
  two: {kind: genset, count: 1, rating_mw: 1.5, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0, overload_s: 5, reset_h: 1}
  board: {kind: element, mttf_h: never, fed_by: [mains, one, two]}
halls: {hall: {it_mw: 3, cords: [board]}}
"""
    assert outages(run(text)) == times((12 + 5 * SECOND, 15))


def test_without_ups_the_transfer_itself_is_seen() -> None:
    """Two live feeds: the loss of the closed one is dark for the 2 s of the transfer, its return for nothing."""
    result = run(
        """
horizon: {hours: 100}
grid:
  upstream: {north: {}, south: {}}
  feeds: {east: {mttf_h: never, upstream: [north]}, west: {mttf_h: never, upstream: [south]}}
  interruptions: {loss: {hits: [east], at_h: [10], duration_h: 1}}
power:
  board: {kind: switchgear, mttf_h: never, transfer: {from: [east, west], delay_s: 2}}
halls: {hall: {it_mw: 3, cords: [board]}}
"""
    )
    assert outages(result) == times((10, 10 + 2 * SECOND))


def test_no_delay_no_outage() -> None:
    """An outage of length 0 does not exist."""
    text = gensets(battery_min=0).replace("start_s: 10, sync_s: 25", "start_s: 0, sync_s: 0")
    assert outages(run(text.replace("delay_s: 2", "delay_s: 0"))) == []


def test_a_failed_transfer_waits_for_a_hand() -> None:
    text = gensets(duration_h=3).replace(
        "delay_s: 2", "delay_s: 2, fail_to_transfer: 1, manual_transfer_h: 30 min"
    )
    result = run(text)
    # on line at 35 s, the transfer fails at 37 s, by hand 30 min later; the battery gives the first 5 min
    assert outages(result) == times((10 + 5 * MINUTE, 10 + 37 * SECOND + 0.5))
    assert [d.kind for d in result.outages[0].deviations] == [
        "interrupted",
        "failed-to-transfer",
        "store-empty",
    ]


TIE = """
horizon: {{hours: 100}}
grid:
  upstream: {{north: {{}}, south: {{}}}}
  feeds: {{east: {{mttf_h: never, upstream: [north]}}, west: {{mttf_h: never, upstream: [south]}}}}
  interruptions: {{loss: {{hits: [east], at_h: [10], duration_h: 1}}}}
power:
  a: {{kind: switchgear, mttf_h: never, fed_by: [east]}}
  b: {{kind: switchgear, mttf_h: never, fed_by: [west]}}
  tie: {{kind: bus_tie, between: [a, b], mttf_h: never, closes_when: one-side-dead, delay_s: 3, rating_mw: {tie_mw},
        overload_s: 10, reset_h: 0.25}}
halls: {{one: {{it_mw: 2, cords: [a]}}, two: {{it_mw: 2, cords: [b]}}}}
"""


def test_a_tie_closes_when_one_side_is_dead() -> None:
    result = run(TIE.format(tie_mw=2))
    assert outages(result) == times((10, 10 + 3 * SECOND))
    assert [h.hall for h in result.outages[0].halls] == ["one"]


def test_a_tie_that_is_too_small_trips() -> None:
    """Closed at 3 s, overloaded by 1 MW, open again at 13 s; it may close after 15 min but would be overloaded."""
    result = run(TIE.format(tie_mw=1))
    assert outages(result) == times((10, 10 + 3 * SECOND), (10 + 13 * SECOND, 11))


def test_recharge_between_two_outages() -> None:
    """Battery of 10 min recharged in 100 min: 6 min used, 30 min later 0.7 full, so the next 8 min lose one."""
    result = run(
        """
horizon: {hours: 10}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions:
    first: {hits: [mains], at_h: [0], duration_h: 6 min}
    second: {hits: [mains], at_h: [0.6], duration_h: 8 min}
power:
  ups: {kind: ups, rating_mw: 1, battery_min: 10, recharge_min: 100, mttf_h: never, fed_by: [mains]}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""
    )
    assert outages(result) == times((43 * MINUTE, 44 * MINUTE))
    levels = {round(level.time_h / MINUTE, 6): level.level for level in result.levels}
    assert levels[6.0] == pytest.approx(0.4)
    assert levels[36.0] == pytest.approx(0.7)
    assert levels[43.0] == pytest.approx(0.0)


def test_equal_sharing_cascade_in_time() -> None:
    """DESIGN's case: boards A, B, C of 1 MW, halls AB 0.8, BC 0.6, CA 0.6; A is lost at 10 h.

    AB hangs on B alone (0.8) with half of BC (0.3): 1.1 on B, open after 60 s. Then BC (0.6) and CA (0.6)
    hang on C: 1.2, open 60 s later. All is dark until A is back at 12 h: alone it would carry AB and CA, 1.4,
    so it opens after 60 s. B and C may close an hour after they opened, which A's return then allows.
    """
    result = run(
        """
horizon: {hours: 100}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {loss: {hits: [a], at_h: [10], duration_h: 2}}
power:
  a: {kind: element, rating_mw: 1, overload_s: 60, reset_h: 1, mttf_h: never, fed_by: [mains]}
  b: {kind: element, rating_mw: 1, overload_s: 60, reset_h: 1, mttf_h: never, fed_by: [mains]}
  c: {kind: element, rating_mw: 1, overload_s: 60, reset_h: 1, mttf_h: never, fed_by: [mains]}
halls:
  ab: {it_mw: 0.8, cords: [a, b]}
  bc: {it_mw: 0.6, cords: [b, c]}
  ca: {it_mw: 0.6, cords: [c, a]}
"""
    )
    halls = {h.hall: (round(h.start_h, 9), round(h.end_h, 9)) for h in result.outages[0].halls}
    assert halls["ab"][0] == round(10 + MINUTE, 9)
    assert halls["bc"][0] == halls["ca"][0] == round(10 + 2 * MINUTE, 9)
    assert result.outages[-1].end_h == pytest.approx(12)


def test_a_hall_may_be_hit_itself_and_the_end_is_the_horizon() -> None:
    result = run(
        """
horizon: {hours: 20}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {fire: {hits: [two], at_h: [19], duration_h: 100}}
halls: {one: {it_mw: 1, cords: [mains]}, two: {it_mw: 2, cords: [mains]}}
"""
    )
    assert outages(result) == [(19.0, 20.0)]
    assert [h.hall for h in result.outages[0].halls] == ["two"]
    assert result.outages[0].unserved_mwh == pytest.approx(2.0)


def test_simultaneous_repair_comes_before_failure() -> None:
    """One unit back and another lost at the same instant: one continuous outage is never cut, nor one made."""
    result = run(
        """
horizon: {hours: 100}
grid:
  upstream: {north: {}, south: {}}
  feeds: {east: {mttf_h: never, upstream: [north]}, west: {mttf_h: never, upstream: [south]}}
  interruptions:
    first: {hits: [east], at_h: [10], duration_h: 5}
    second: {hits: [west], at_h: [15], duration_h: 5}
power: {board: {kind: element, mttf_h: never, fed_by: [east, west]}}
halls: {hall: {it_mw: 3, cords: [board]}}
"""
    )
    assert outages(result) == []


def test_ends_at_first_outage() -> None:
    result = run(
        """
horizon: {hours: 1000, ends_at: first-outage}
grid: {feeds: {mains: {mttf_h: {law: fixed, value: 90}, mttr_h: {law: fixed, value: 10}}}}
halls: {hall: {it_mw: 1, cords: [mains]}}
""",
        replications=3,
    )
    assert result.ends_h == (90.0, 90.0, 90.0)
    assert result.groups["mains"].failures == 0  # the failure at the very end is the outage itself


def test_fixed_life_and_repair_to_the_horizon() -> None:
    """90 h up, 10 h down: ten repairs in 1,000 h, the last exactly at the horizon."""
    result = run(
        """
horizon: {hours: 1000}
grid: {feeds: {mains: {mttf_h: {law: fixed, value: 90}, mttr_h: {law: fixed, value: 10}}}}
halls: {hall: {it_mw: 1, cords: [mains]}}
"""
    )
    assert result.groups["mains"].failures == result.groups["mains"].repairs == 10
    assert sum(o.length_h for o in result.outages) == pytest.approx(100, abs=1e-9)


def test_two_groups_that_start_alike_do_not_wait_for_each_other() -> None:
    """Sets of both groups are ready at one instant: those of neither are looked at later than that."""
    text = (
        gensets()
        .replace("  board:", "  others: {OTHERS}\n  board:")
        .replace("[mains, gensets]", "[mains, both]")
    )
    sets = text.split("gensets: {", 1)[1].split("}\n  others", 1)[0]
    text = text.replace("{OTHERS}", f"{{{sets}}}").replace(
        "  board:", "  both: {kind: switchgear, mttf_h: never, fed_by: [gensets, others]}\n  board:"
    )
    result = run(text)
    late = (10 * SECOND, 35 * SECOND, 35 * SECOND)
    expected = sorted((round(10 + wait, 9), name) for name in ("gensets", "others") for wait in late)
    on_line = [(round(event.time_h, 9), event.name) for event in result.events if event.kind == "on-line"]
    assert sorted(on_line) == expected
    assert outages(result) == []
