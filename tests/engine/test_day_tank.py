"""A day tank between the sets and the bulk tank, and the pumps that fill it: worked out by hand."""

from __future__ import annotations

import math

import pytest

from dcsim.engine import Block, Record, simulate
from dcsim.findings import findings
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timeline_of
from dcsim.scenario import scenario_from_text
from dcsim.study.survive import survive
from tests.engine.made import happened, outages, run

# 2 MW at 0.5 L/kWh are 1 m³ an hour; a day tank of 2 m³, a bulk tank of 10 m³, one pump of 3 m³ an hour.
SITE = """
horizon: {{hours: {hours}}}
grid:
  upstream: {{a: {{}}, b: {{}}}}
  feeds: {{mains: {{mttf_h: never, upstream: [a]}}, other: {{mttf_h: never, upstream: [b]}}}}
  interruptions:
    loss: {{hits: [mains], at_h: {at_h}, duration_h: {length}}}
    {more}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 2, fail_to_start: 0, mttf_h: never, start_s: 0, sync_s: 0,
            fuel: {{usable_m3: {bulk}, litres_per_kwh: 0.5, day_tank_m3: 2, pumps: fuel-pumps, refill_h: 5{fuel}}}}}
  fuel-pumps: {{kind: fuel_pump, count: {pumps}, rating_m3_h: 3, mttf_h: never, fed_by: [{fed_by}]{pump}}}
  board: {{kind: element, mttf_h: never, fed_by: [mains, gensets]}}
  small: {{kind: element, mttf_h: never, fed_by: [other]}}
loads: {{lights: {{mw: 0, fed_by: [small]}}}}
halls: {{hall: {{it_mw: 2, cords: [board]}}}}
"""


def site(**changes: object) -> str:
    values = {
        "hours": 100,
        "at_h": "[10]",
        "length": 50,
        "more": "",
        "bulk": 10,
        "fuel": "",
        "pumps": 1,
        "fed_by": "small",
        "pump": "",
    }
    return SITE.format(**{**values, **changes})


def level(result: BlockResult, store: str, hour: float) -> float:
    """What was in a store at an event."""
    (found,) = (one.level for one in result.levels if one.store == store and one.time_h == hour)
    return found


def test_both_tanks_are_burnt_while_the_pump_serves() -> None:
    """12 m³ at 1 m³/h: the bulk tank is empty at hour 20, the day tank full until then and empty at 22."""
    result = run(site())
    assert outages(result) == [(22.0, 60.0)]
    assert level(result, "gensets/fuel", 20) == 0
    assert level(result, "gensets/day-tank/fuel", 20) == 1
    assert happened(result, "out-of-fuel", "day-tank-empty") == [(22.0, "out-of-fuel", -1)]
    # back at 60: the bulk tank is full 5 h later, the pump fills the day tank in 2/3 h
    assert level(result, "gensets/fuel", 65) == 1
    assert level(result, "gensets/fuel", 65 + 2 / 3) == pytest.approx(0.8)
    assert level(result, "gensets/day-tank/fuel", 65 + 2 / 3) == 1
    # what the pump took for it is brought in another 5 h
    assert level(result, "gensets/fuel", 70 + 2 / 3) == 1
    assert result.groups["gensets"].fuel_m3 == pytest.approx(12)


def test_a_pump_that_fails_lets_the_day_tank_run_dry() -> None:
    """The pump is taken out from 12 to 30: 2 m³ last until 14, 8 m³ wait in the bulk tank.

    Back at 30 it fills the day tank in 40 min, and the sets start. Then 6 m³ and 2 m³ are left: dark again at
    30.667 + 8 = 38.667.
    """
    result = run(site(more="broken: {hits: [fuel-pumps], at_h: [12], duration_h: 18}"))
    assert outages(result) == [(14.0, 30.666666667), (38.666666667, 60.0)]
    assert happened(result, "day-tank-empty") == [(14.0, "day-tank-empty", -1)]
    assert level(result, "gensets/fuel", 14) == pytest.approx(0.8)
    first = result.outages[0]
    assert [(d.name, d.kind) for d in first.deviations] == [
        ("loss", "interrupted"),
        ("broken", "interrupted"),
        ("fuel-pumps", "day-tank-empty"),
    ]
    barrier = first.causes[0].barrier
    assert barrier is not None
    assert (barrier.name, barrier.kind) == ("fuel-pumps", "day-tank-empty")
    assert sum(share.hours for share in first.causes) == pytest.approx(first.length_h)


def test_a_pump_without_power_is_as_good_as_failed() -> None:
    """The pump's board is lost from 11 to 13. At 13 the day tank is empty, and the pump back at that instant.

    A return goes before a crossing: no outage. Half an hour more is one.
    """
    text = site(more="dark: {hits: [other], at_h: [11], duration_h: 2}")
    assert outages(run(text)) == [(22.0, 60.0)]
    longer = run(text.replace("at_h: [11], duration_h: 2", "at_h: [11], duration_h: 2.5"))
    # dry at 13, pumped full from 13.5 in 40 min; half an hour and 40 min later everything is burnt too
    assert outages(longer)[0] == (13.0, pytest.approx(13.5 + 2 / 3, abs=1e-9))
    assert outages(longer)[1][0] == pytest.approx(22 + 0.5 + 2 / 3, abs=1e-9)


def test_pumps_too_slow_drain_the_day_tank() -> None:
    """A pump of 0.5 m³/h against 1: the day tank loses 0.5 an hour, is dry at 14 and full again 4 h later."""
    result = run(site().replace("rating_m3_h: 3", "rating_m3_h: 0.5"))
    assert outages(result)[:2] == [(14.0, 18.0), (22.0, 26.0)]
    (said,) = (
        f
        for f in findings(
            scenario_from_text(
                f"format: 1\nsite: {{name: made}}\n{site().replace('rating_m3_h: 3', 'rating_m3_h: 0.5')}"
            )
        )
        if "pumps" in f.path
    )
    assert said.sentence.startswith(
        "'fuel-pumps' move 0.5 m³ an hour, all together; the sets of 'gensets' burn 1 "
    )


def test_a_group_that_needs_two_pumps_gives_nothing_with_one() -> None:
    more = "broken: {hits: [b-small], at_h: [12], duration_h: 48}"
    text = site(pumps=2, pump=", needed: 2", more=more).replace(
        "fed_by: [small], needed", "split: {small: 1, b-small: 1}, needed"
    )
    text = text.replace("  small:", "  b-small: {kind: element, mttf_h: never, fed_by: [board]}\n  small:")
    assert outages(run(text)) == [(14.0, 60.0)]
    assert outages(run(text.replace(", needed: 2", ""))) == [(22.0, 60.0)]


def test_trucks_fill_the_bulk_tank_and_the_pump_the_day_tank() -> None:
    """Dry at 22; a truck of 1 m³ at 25: a third of an hour to pump, and as that is all there is, an hour more."""
    result = run(site(fuel=", lead_h: 15, truck_m3: 1, trucks_per_day: 1"))
    assert outages(result)[:2] == [
        (22.0, pytest.approx(25 + 1 / 3, abs=1e-9)),
        (pytest.approx(26 + 1 / 3, abs=1e-9), pytest.approx(49 + 1 / 3, abs=1e-9)),
    ]


def test_a_pump_on_the_dead_bus_cannot_start_the_sets() -> None:
    """Mains gone for 3 h with an empty day tank: nothing pumps, nothing starts; a pump elsewhere would."""
    more = "broken: {hits: [fuel-pumps], at_h: [12], duration_h: 4}\n    longer: {hits: [mains], at_h: [59], duration_h: 5}"
    assert outages(run(site(more=more, fed_by="board")))[0] == (14.0, 64.0)
    elsewhere = run(site(more=more))
    assert outages(elsewhere)[0] == (14.0, pytest.approx(16 + 2 / 3, abs=1e-9))


def test_survival_tells_of_both_tanks_and_of_the_pumps() -> None:
    text = site(more="broken: {hits: [fuel-pumps], per_year: 8760, duration_h: 500}", at_h="[90]", length=1)
    scenario = scenario_from_text(f"format: 1\nsite: {{name: made}}\n{text}")
    result = survive(scenario, (1, 6, 11), replications=200)
    assert set(result.stores) == {"gensets/fuel", "gensets/day-tank/fuel"}
    assert "fuel-pumps: day tank empty" in {row.what for row in result.first}


@pytest.mark.parametrize("pumps", ["mttf_h: 300, mttr_h: 10", "failures_per_year: 40, mttr_h: 5"])
def test_both_drivers_burn_the_same(pumps: str) -> None:
    text = site(hours=8760, pump="").replace("rating_m3_h: 3, mttf_h: never", f"rating_m3_h: 3, {pumps}")
    text = text.replace("at_h: [10], duration_h: 50", "per_year: 30, duration_h: {mean: 6, cv: 1}")
    scenario = scenario_from_text(f"format: 1\nsite: {{name: made}}\n{text}")
    timeline = timeline_of(scenario.model)
    block = Block(0, 5, 5, 0)
    full, screened = (
        simulate(build(scenario.model), timeline, block, Record(), seed=3, full=full)
        for full in (True, False)
    )
    assert full.outages == screened.outages
    assert len(full.outages) > 5
    assert screened.full_because is None
    assert math.isclose(full.groups["gensets"].fuel_m3, screened.groups["gensets"].fuel_m3, rel_tol=1e-9)
