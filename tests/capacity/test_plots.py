"""Pictures of a rollout: they are drawn, say in words what they show, and refuse what is not there."""

from __future__ import annotations

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dcsim.errors import UsageError
from dcsim.render import plot
from dcsim.render.plot import capacity as pictures
from dcsim.render.plot import save
from dcsim.study.capacity import Capacity
from tests.capacity.made import answer, answer_from, rolled

LATE = [0] * 10 + [3] * 40 + [8] * 30 + [13] * 20
SCENES = {
    "one replication": [3],
    "never within the horizon": [30] * 5,
}


def words(axes: Axes) -> str:
    legend = axes.get_legend()
    of_legend = [text.get_text() for text in legend.get_texts()] if legend else []
    return "\n".join([axes.get_title(loc="left"), *(text.get_text() for text in axes.texts), *of_legend])


@pytest.mark.parametrize("kind", pictures.__all__)
def test_every_kind_is_written(kind, tmp_path):
    path = tmp_path / f"{kind}.svg"
    save(getattr(plot, kind)(answer(LATE)), path)
    assert path.stat().st_size > 5_000


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("kind", pictures.__all__)
def test_every_scene_is_drawn(kind, scene):
    assert words(getattr(plot, kind)(answer(SCENES[scene]))).startswith("Made site: ")


@pytest.mark.parametrize("kind", pictures.__all__)
def test_axes_of_somebody_else_are_drawn_on(kind):
    axes = Figure().add_subplot()
    assert getattr(plot, kind)(answer(LATE), axes) is axes


def test_headroom_says_when_it_is_full():
    said = words(plot.headroom(answer(LATE)))
    assert "Made site: when it is full" in said
    assert "full 2030-10\n(P90 of the peak)" in said
    assert "line: P50, band: P10 to P90; 100 replications, without failures" in said


def test_headroom_says_when_it_is_never_full():
    found = rolled([0, 0])
    found.peak[:] = 1.0
    assert "not full before the end of 2031-12" in words(plot.headroom(answer_from(found)))


def test_a_plan_without_chance_says_so():
    said = words(plot.headroom(answer([0, 0], chance=False)))
    assert "no chance in the plan, without failures" in said
    assert "band" not in said


def test_the_bars_of_phases_end_at_p50_and_p90():
    """Planned for month 12, late by 3 months at P50 and by 13 at P90."""
    axes = plot.phases(answer(LATE))
    ends = [bar.get_x() + bar.get_width() for bar in axes.patches if isinstance(bar, Rectangle)]
    assert ends == pytest.approx([15, 25])
    assert "on time in 10 %" in words(axes)


def test_lateness_is_that_of_the_last_phase_or_the_one_asked_for():
    assert plot.shortfall(answer(LATE)).get_xlabel() == "months by which 'two' is late"
    with pytest.raises(UsageError, match="'one' is never late; late are: two"):
        plot.shortfall(answer(LATE), phase="one")


def test_what_is_not_there_is_not_drawn():
    with pytest.raises(UsageError, match="no phase of this scenario is ever late"):
        plot.shortfall(answer([0]))
    found = answer([0])
    nobody = Capacity(**{**vars(found), "phases": {}, "tenants": {}})
    with pytest.raises(UsageError, match="no phases to draw"):
        plot.phases(nobody)
    with pytest.raises(UsageError, match="no demand to draw"):
        plot.demand(nobody)
