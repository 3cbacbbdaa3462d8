"""A season that never comes within the horizon is worth a sentence."""

from __future__ import annotations

import pytest

from dcsim.findings import findings
from dcsim.scenario import scenario_from_text

SITE = """
format: 1
site: {{name: made}}
horizon: {{start: 2028-06-30, hours: {hours}}}
grid:
  feeds: {{mains: {{mttf_h: 4000, mttr_h: 2}}}}
  interruptions: {{rolling: {{hits: all, per_week: 2, months: [5, 7], duration_h: 5}}}}
halls: {{hall: {{it_mw: 1, cords: [mains]}}}}
"""


@pytest.mark.parametrize(("hours", "sentences"), [(24, 1), (25, 0), (8760, 0)])
def test_a_season_outside_the_horizon(hours: int, sentences: int) -> None:
    """One day, 30 June, has none of July; an hour more has; a year has every month."""
    said = [one.sentence for one in findings(scenario_from_text(SITE.format(hours=hours)))]
    assert said.count("the season of 'rolling' does not fall into the horizon: it never happens") == sentences
