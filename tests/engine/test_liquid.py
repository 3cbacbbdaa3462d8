"""Halls cooled by liquid, worked out by hand: seconds count."""

from __future__ import annotations

import pytest

from tests.engine.made import MINUTE, SECOND, happened, outages, run

SITE = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [{hits}], at_h: [10], duration_h: {length}}}}}
power:
  gensets: {{kind: genset, rating_mw: 9, fail_to_start: 0, mttf_h: never, confirm_s: 2, start_s: 10}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 0}}}}
  ups: {{kind: ups, rating_mw: 4, battery_min: 60, recharge_min: 600, mttf_h: never, fed_by: [board]}}
cooling:
  chillers: {{kind: chiller, count: 2, rating_mw_th: 2, mttf_h: never, restart_min: 1, fail_to_restart: 0, fed_by: [board]}}
  fans: {{kind: air_handler, mttf_h: never, restart_min: 0, fed_by: [ups]}}
  cdu: {{kind: cdu, count: 2, rating_mw_th: 1.05, mttf_h: never, restart_min: 0.5, fed_by: [{cdu}]}}
  tank: {{kind: buffer, store_mw_min: 30, replaces: [chillers], mttf_h: never, fed_by: [ups]}}
halls:
  hall:
    it_mw: 3
    cords: [ups]
    cooled_by: [fans, chillers]
    ride_through_min: 3
    liquid: {{fraction: 0.7, cooled_by: [cdu, {tank}chillers], ride_through_s: {ride}}}
"""


def site(
    hits: str = "mains", length: str = "1 h", cdu: str = "ups", tank: str = "tank, ", ride: float = 10
) -> str:
    text = SITE.format(hits=hits, length=length, cdu=cdu, tank=tank, ride=ride)
    return text if tank else "\n".join(line for line in text.split("\n") if "buffer" not in line)


def times(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
    return [(round(a, 9), round(b, 9)) for a, b in pairs]


def test_coolant_pumps_without_a_ups_stop_before_the_gensets_are_there() -> None:
    """The liquid lasts 10 s; power is back after 12 s, the CDUs 30 s later: down from 10 s to 42 s.

    The air is out for 12 + 60 s, of 180 it can stand. The buffer stands in for the chillers all the while.
    """
    result = run(site(cdu="board"))
    assert outages(result) == times((10 + 10 * SECOND, 10 + 42 * SECOND))
    assert [e.name for e in result.events if e.kind == "too-hot"] == ["hall/liquid"]
    (cause,) = result.outages[0].causes
    assert cause.initiating.name == "loss"


def test_coolant_pumps_on_a_ups_run_through() -> None:
    result = run(site())
    assert outages(result) == []
    assert {e.name for e in result.events if e.kind == "stop"} == {"chillers"}


def test_without_a_buffer_the_chillers_stop_the_liquid_too() -> None:
    """12 s without power and a restart of 60 s: 72 s without chillers, of which the liquid stands 10."""
    assert outages(run(site(tank=""))) == times((10 + 10 * SECOND, 10 + 72 * SECOND))


def test_either_stream_takes_the_hall_out() -> None:
    """Fans away for 5 min: the air is too hot after 3. Half the CDUs away: half of 2.1 MW, 20 s instead of 10."""
    assert outages(run(site(hits="fans", length="5 min"))) == times((10 + 3 * MINUTE, 10 + 5 * MINUTE))
    lost = site(length="0 h").replace("count: 2, rating_mw_th: 1.05", "count: 1, rating_mw_th: 1.05")
    assert outages(run(lost)) == times((20 * SECOND, 100))


def test_both_streams_overlap_in_one_outage() -> None:
    """Chillers away for 10 min, without buffer: liquid from 10 s, air from 3 min on, both until they are back."""
    result = run(site(hits="chillers", length="10 min", tank=""))
    assert outages(result) == times((10 + 10 * SECOND, 10 + 10 * MINUTE))
    assert happened(result, "too-hot", "cool") == [
        (round(10 + 10 * SECOND, 9), "too-hot", -1),
        (round(10 + 3 * MINUTE, 9), "too-hot", -1),
        (round(10 + 10 * MINUTE, 9), "cool", -1),
        (round(10 + 10 * MINUTE, 9), "cool", -1),
    ]
    assert result.outages[0].unserved_mwh == pytest.approx(3 * (10 * MINUTE - 10 * SECOND))
