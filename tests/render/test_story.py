"""The words and lanes of a story."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dcsim.engine.cast import OVER
from dcsim.errors import UsageError
from dcsim.measures.causes import CAUSE_KINDS, label
from dcsim.records import Deviation
from dcsim.render import plot
from dcsim.render.plot.lanes import COLOURS, lanes_of
from dcsim.render.trace import WORDS, span, trace_text, when
from dcsim.scenario import scenario_from_text
from dcsim.study.trace import Story, trace
from tests.functional.test_cli_trace import SITE
from tests.measures.made import outage, result

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def story() -> Story:
    return trace(scenario_from_text(SITE), "3.0")


def test_every_kind_has_its_words(story: Story) -> None:
    assert set(OVER.values()) <= set(WORDS)
    assert {event.kind for event in story.events} <= {*WORDS, "transfer", "move"}


def test_causes_have_a_closed_list_of_labels() -> None:
    page = (DOCS / "causes.md").read_text(encoding="utf-8")
    for kind, meaning in CAUSE_KINDS.items():
        assert f"| {kind} | {meaning} |" in page
    assert label(Deviation("chillers@mech-2", 0, "failed", 1.0)) == "chillers failed"
    assert label(Deviation("design", -1, "design", 1.0)) == "design"


DATES = [
    ("2031-03-01", 0.0, "2031-03-01 00:00:00.0"),
    ("2031-03-01", 24 * 306.0, "2032-01-01 00:00:00.0"),
    ("2032-02-28", 24.0, "2032-03-01 00:00:00.0"),  # a model year has no 29 February
    ("2032-02-29", 1.0, "2032-02-28 01:00:00.0"),
    ("2032-12-31", 23.99999999, "2033-01-01 00:00:00.0"),
    ("2032-01-01", 8760.5 * 2 - 0.5, "2034-01-01 00:30:00.0"),
]


@pytest.mark.parametrize(("start", "hours", "shown"), DATES)
def test_dates_of_a_model_year(start: str, hours: float, shown: str) -> None:
    horizon = SimpleNamespace(start=datetime.date.fromisoformat(start))
    made: Any = SimpleNamespace(scenario=SimpleNamespace(model=SimpleNamespace(horizon=horizon)))
    assert when(made, hours).startswith(shown)


def test_spans_in_the_unit_that_suits() -> None:
    seconds = (2.0, 600.0, 7.5 * 3600, 100 * 3600)
    assert [span(s) for s in seconds] == ["2.0 s", "10.0 min", "7.5 h", "4.2 d"]


def test_lanes_lie_within_the_story(story: Story) -> None:
    lanes = lanes_of(story)
    assert list(lanes)[-1] == "hall"
    for bars in lanes.values():
        for bar in bars:
            assert story.begins_h <= bar.begin_h <= bar.end_h <= story.ends_h
            assert bar.state in COLOURS
    down = [(bar.begin_h, bar.end_h) for bar in lanes["hall"] if bar.state == "down"]
    assert (story.outage.start_h, story.outage.end_h) in down


def test_pictures_of_a_story_and_of_causes(story: Story) -> None:
    axes = plot.trace(story)
    assert "the whole story" in axes.get_title(loc="left")
    assert f"outage {story.outage.name}" in trace_text(story)
    bars = plot.causes(result([outage(r, 10, 12, "board" if r % 3 else "both") for r in range(90)]))
    assert [tick.get_text() for tick in bars.get_yticklabels()] == ["board failed", "both failed"]
    with pytest.raises(UsageError, match="no causes to draw"):
        plot.causes(result([]))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("lines", [1, 2, 3, 12])
def test_however_few_causes_there_are_the_words_around_them_find_room(lines: int, tmp_path: Path) -> None:
    """Else the layout gives up, with a warning, and neither title nor legend is in the picture."""
    made = result([outage(r, 10, 12, f"board-{r % lines}") for r in range(5 * lines)])
    plot.save(plot.causes(made), tmp_path / "causes.png")


SLOW = """
format: 1
site: {name: Slow}
horizon: {years: 1}
grid:
  feeds: {east: {rating_mw: 5, mttf_h: never}}
  interruptions: {main: {hits: [city-water], at_h: [100], duration_h: 12}}
power:
  board: {kind: switchgear, mttf_h: never, fed_by: [east]}
cooling:
  city-water: {kind: water_supply, mttf_h: never}
  towers: {kind: heat_rejection, mttf_h: never, fed_by: [board], water: {usable_m3: 9, m3_per_mwh: 1.8, makeup: [city-water], makeup_m3_h: 5}}
halls: {hall: {it_mw: 1, cords: [board], cooled_by: [towers], ride_through_min: 6}}
"""


def test_the_decisive_minutes_of_a_slow_loss_begin_when_the_last_barrier_fell() -> None:
    """9 m3 at 1.8 m3/h last 5 h: out of water at hour 105, too hot 360 s later; 5 % more is seen before."""
    left = plot.trace(trace(scenario_from_text(SLOW), "0.0")).figure.axes[0]
    assert left.get_xlabel() == "seconds since hour 105.0000"
    assert left.get_xlim() == pytest.approx((-0.05 * 450, 450))


HALL_BY_HALL = """
format: 1
site: {name: Hall by hall}
horizon: {years: 1}
grid:
  feeds: {east: {rating_mw: 5, mttf_h: never}}
  interruptions: {main: {hits: [east], at_h: [100], duration_h: 12}}
power:
  board: {kind: switchgear, mttf_h: never, fed_by: [east]}
  ups: {kind: ups, rating_mw: 1, battery_min: 10, mttf_h: never, fed_by: [board]}
halls: {first: {it_mw: 1, cords: [board]}, second: {it_mw: 1, cords: [ups]}}
"""


def test_the_decisive_minutes_go_on_until_the_last_hall_is_down() -> None:
    """The first hall at once, the second after 10 min of battery: a quarter more is seen after that."""
    story = trace(scenario_from_text(HALL_BY_HALL), "0.0")
    assert [(one.hall, one.start_h) for one in story.outage.halls] == [
        ("first", 100.0),
        ("second", pytest.approx(100 + 1 / 6)),
    ]
    left = plot.trace(story).figure.axes[0]
    assert left.get_xlabel() == "minutes since hour 100.0000"
    assert left.get_xlim() == pytest.approx((-0.05 * 12.5, 12.5))
