"""Survival by the month and hour of the start: plants whose answer follows from sums on paper."""

from __future__ import annotations

import json
import math

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcsim.errors import UsageError
from dcsim.render.plot import save
from dcsim.render.plot import survive as picture
from dcsim.render.survive import schema_text, survive_text, to_json
from dcsim.rollout import Begin, Timeline, timeline_of
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study.survive import Start, SurvivalByStart, survive, survive_by_start
from dcsim.study.survive.starts import Starts
from tests.study.test_survive_by_hour import site as by_the_sine
from tests.study.test_survive_by_hour import until_empty

SITE = """
format: 1
site: {{name: Made, it_recovery_h: 0, region: thai-nguyen}}
horizon: {{years: 10, start: 2028-01-01}}
grid: {{feeds: {{mains: {{library: utility_feed_vn_dedicated_110kV}}}}{grid}}}
power:
  sets: {{kind: genset, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: never, start_s: 0, sync_s: 0, confirm_s: 0{sets}}}
  board: {{kind: element, mttf_h: never, fed_by: [mains, sets]}}
  ups: {{kind: ups, rating_mw: 2, battery_min: 30, recharge_min: 600, mttf_h: never, fed_by: [board]}}
halls: {{hall: {{it_mw: {mw}, cords: [ups]{hall}}}}}
"""
UP, DOWN = 1.0, 0.0


def site(grid: str = "", sets: str = "", mw: float = 0.955, hall: str = "") -> Scenario:
    return scenario_from_text(SITE.format(grid=grid, sets=sets, mw=mw, hall=hall))


def shares(result: SurvivalByStart, number: int = 0) -> dict[Start, float | None]:
    return {start: one.survives[number].value for start, one in result.starts.items()}


def test_the_hour_decides_how_long_a_battery_lasts() -> None:
    """The sine of REopt's outage tests: hours until 1,585 kWh are used up, from each hour of the day."""
    result = survive_by_start(by_the_sine(), (24,), replications=1)
    assert list(result.starts) == [Start(None, hour) for hour in range(24)]
    for start, found in result.starts.items():
        assert found.lasts["p50"].value == pytest.approx(until_empty(1585, start.hour or 0), abs=1e-5)
    assert result.why == ("demand goes by the hour (hall)",)


def test_a_week_stands_for_its_days() -> None:
    """Five days ask for 2 MW, which one set of 1 MW cannot give, and two for half of that.

    With 2 MW the battery of 1 MWh ends it within an hour. Six hours from noon: down in five cases of seven.
    From 18:00 on a day may also run into the next, at 24:00: not within 6 h, at 19:00 it may: on Sunday.
    """
    week = [1.0] * 120 + [0.45] * 48
    result = survive_by_start(site(mw=2, hall=f", hourly: {week}"), (6,), by=("hour",), replications=1)
    found = shares(result)
    assert found[Start(None, 12)] == pytest.approx(2 / 7)
    assert found[Start(None, 18)] == pytest.approx(2 / 7)
    assert found[Start(None, 19)] == pytest.approx(1 / 7)
    assert result.starts[Start(None, 12)].survives[0].n == 7


def test_months_of_a_week_are_alike() -> None:
    week = [1.0] * 120 + [0.45] * 48
    result = survive_by_start(site(mw=2, hall=f", hourly: {week}"), (6,), by=("month",), replications=1)
    assert list(result.starts) == [Start(None, None)]
    assert result.why == ()


def test_a_year_of_hours_has_months() -> None:
    """2 MW in July, 0.9 MW in all other hours: all of July is hours 4,344 to 5,087 of the year."""
    year = [1.0 if 4344 <= hour < 4344 + 744 else 0.45 for hour in range(8760)]
    model = site(mw=2, hall=f", hourly: {year}").model
    found = Starts(model, ("month", "hour")).situations
    assert list(found)[:2] == [Start(1, 0), Start(1, 1)]
    assert found[Start(7, 5)].begins == tuple(
        Begin(1, 4344 + 5 + 24 * day) for day in (0, 4, 8, 12, 16, 20, 24)
    )
    timeline = timeline_of(model)
    july = [timeline.begun_at(hour).level_at(0) for _, hour in found[Start(7, 5)].begins]
    june = [timeline.begun_at(hour).level_at(0) for _, hour in found[Start(6, 5)].begins]
    assert len(set(july)) == len(set(june)) == 1
    assert july[0] != june[0]


def test_gensets_give_more_in_cooler_months() -> None:
    """1 % a degree above 35 leaves 0.945 of 1 MW at the 40.5 degC of the year's worst day.

    0.955 MW are there below 39.5 degC: where the month's mean is more than 1 K below the 28.8 of June and
    July. August has 28.4, September 27.4, May 27.3.
    """
    result = survive_by_start(site(sets=", derate_per_c: 0.01, derate_above_c: 35"), (6,), replications=2)
    found = shares(result)
    assert list(found) == [Start(month, None) for month in range(1, 13)]
    assert [start.month for start, share in found.items() if share == DOWN] == [6, 7, 8]
    assert result.why == ("gensets lose less to heat in cooler months",)


TYPHOON = ", interruptions: {{typhoon: {{hits: [{hits}], per_week: 5000, {when}, duration_h: 1}}}}"


def test_the_season_of_what_hits_the_plant() -> None:
    result = survive_by_start(site(TYPHOON.format(hits="ups", when="months: [9, 10]")), (6,), replications=2)
    found = shares(result)
    assert [start.month for start, share in found.items() if share == DOWN] == [9, 10]


def test_the_hours_of_what_hits_the_plant() -> None:
    """From 8:00 to 9:00: a loss of six hours is over before from 0:00 to 2:00, and from 9:00 on."""
    result = survive_by_start(site(TYPHOON.format(hits="ups", when="hours: [8, 9]")), (6,), replications=2)
    found = shares(result)
    assert [start.hour for start, share in found.items() if share == DOWN] == [3, 4, 5, 6, 7, 8]


def test_where_nothing_differs_there_is_one_start() -> None:
    """A season of what hits the grid alone is none: the grid is gone anyway."""
    result = survive_by_start(site(TYPHOON.format(hits="mains", when="months: [9]")), (6,), replications=2)
    assert shares(result) == {Start(None, None): UP}
    text = survive_text(survive(site(), (6,), replications=2), result)
    assert "It makes no difference to this site in which month or hour the grid goes." in text


def test_the_same_start_has_the_same_draws() -> None:
    """Sets that fail at random: with the same demand all day every hour gives what `survive` sees."""
    random = by_the_sine("gensets: {kind: genset, count: 2, rating_mw: 0.312, mttf_h: 20, mttr_h: never}")
    flat = random.with_values({"halls.hall.hourly": [0.5] * 23 + [0.500001]})
    found = set(shares(survive_by_start(flat, (24,), replications=100)).values())
    assert len(found) == 1
    assert found == {survive(flat, (24,), replications=100).survives[0].value}


def test_document_text_and_picture(tmp_path) -> None:
    made = site(sets=", derate_per_c: 0.01, derate_above_c: 35", hall=f", hourly: {[0.5] * 12 + [1.0] * 12}")
    whole = survive(made, (3, 6), replications=5)
    both = survive_by_start(made, (3, 6), replications=2)
    document = json.loads(to_json(whole, both))
    jsonschema.validate(document, json.loads(schema_text()))
    assert document["by_start"]["starts"]["7"]["13"]["survives"]["6"]["value"] == DOWN
    assert document["by_start"]["starts"]["1"]["13"]["survives"]["6"]["value"] == UP
    assert json.loads(to_json(whole))["by_start"] is None
    text = survive_text(whole, both)
    assert max(map(len, text.splitlines())) <= 100
    assert "Share still up after 3 h, %, by hour of the day" in text
    assert "Jan-May  Jun-Aug  Sep-Dec" in text
    for number, by in enumerate((("month", "hour"), ("month",), ("hour",))):
        path = tmp_path / f"{number}.png"
        save(picture(survive_by_start(made, (3, 6), by=by, replications=2)), path)
        assert path.stat().st_size > 5_000
    assert (
        "It makes no difference"
        in picture(survive_by_start(site(), (6,), replications=2)).texts[0].get_text()
    )


@pytest.mark.parametrize("by", [(), ("moon",), ("month", "moon")])
def test_what_a_start_has_not(by: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="by month, by hour or by both"):
        survive_by_start(site(), (6,), by=by)


@given(
    steps=st.lists(st.integers(1, 47), max_size=6, unique=True),
    begun=st.integers(0, 100),
    hour=st.floats(0, 200),
)
def test_a_cycle_begun_later_is_the_same_cycle(steps: list[int], begun: int, hour: float) -> None:
    steps_h = (0.0, *map(float, sorted(steps)))
    levels = tuple(range(len(steps_h)))
    timeline = Timeline(1000.0, steps_h, tuple((i,) for i in levels), {}, levels=levels, cycle_h=48.0)
    later = timeline.begun_at(begun)
    assert later.steps_h[0] == 0
    assert list(later.steps_h) == sorted(set(later.steps_h))
    if not any(math.isclose((hour + begun - step) % 48, 0, abs_tol=1e-6) for step in steps_h):
        assert later.level_at(hour) == timeline.level_at(hour + begun)
