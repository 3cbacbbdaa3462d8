"""Pictures: they are drawn, say the numbers in words, and touch nothing global."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dcsim.errors import UsageError
from dcsim.render.plot import downtime, save
from tests.measures.made import SITE, outage, result

SCENES = {
    "no outage": [],
    "one outage": [outage(3, 10, 11)],
    "some": [outage(r, 10 + r, 12 + r + r / 10) for r in range(150)],
    "every year bad": [outage(r, 8_760 * y + 5, 8_760 * y + 300 + r) for r in range(200) for y in range(10)],
    "always down": [outage(r, 0, 87_600) for r in range(200)],
}


def words(axes: Axes) -> str:
    return "\n".join([axes.get_title(loc="left"), *(text.get_text() for text in axes.texts)])


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_every_scene_is_written(scene, ending, tmp_path):
    path = tmp_path / f"picture.{ending}"
    save(downtime(result(SCENES[scene])), path)
    assert path.stat().st_size > 5_000


def test_what_the_picture_says():
    said = words(downtime(result(SCENES["some"])))
    assert "Made site: how bad a year can be" in said
    assert "2,000 model years; 92.5 % without any downtime" in said
    assert "Tier III target\n1.58 h a year\nmet in 92.5 % of years" in said


def test_a_picture_names_the_variant():
    made = result(SCENES["some"])
    changed = replace(made, scenario=made.scenario.with_values({"site.it_recovery_h": 4.0}))
    assert "Made site (site.it_recovery_h=4.0): how bad a year can be" in words(downtime(changed))


def test_no_outage_is_not_drawn_as_zero():
    axes = downtime(result([]))
    assert "the band is what that still allows" in words(axes)
    assert len(axes.collections) == 1  # the band


def test_the_curve_is_the_share_of_worse_years():
    axes = downtime(result(SCENES["one outage"]))  # 1 h + 4 h of recovery, in 1 of 2,000 years
    curve = next(line for line in axes.lines if line.get_label() == "share of simulated years")
    before = [y for x, y in np.asarray(curve.get_xydata()).tolist() if x < 5.0]
    assert before == [1 / 2_000]


def test_draws_on_given_axes():
    axes = Figure().add_subplot()
    assert downtime(result(SCENES["some"]), axes) is axes


def test_pictures_are_the_same_bytes(tmp_path):
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path in paths:
        save(downtime(result(SCENES["some"])), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_no_full_year_cannot_be_drawn():
    short = SITE.replace("years: 10", "years: 0.5")
    with pytest.raises(UsageError, match="no full model year"):
        downtime(result([], site=short))


@pytest.mark.parametrize(
    ("name", "words"),
    [("x.gif", "png, svg, pdf"), ("x", "png, svg, pdf"), ("no/x.png", "there is no folder")],
)
def test_impossible_places(name, words, tmp_path):
    with pytest.raises(UsageError, match=words):
        save(downtime(result([])), tmp_path / name)


def test_pyplot_is_never_loaded():
    code = "import sys, dcsim.render.plot; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
