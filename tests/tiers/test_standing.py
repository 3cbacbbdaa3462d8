"""The site as it stands on a day by plan: what is in service is walked, and works of the next phase with it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from dcsim.cli import commands
from dcsim.errors import UsageError
from dcsim.plant import build
from dcsim.plant.usable import usable
from dcsim.scenario import read_scenario
from dcsim.scenario.phasing import comings
from dcsim.tiers.audit import Step, audit
from dcsim.tiers.audit.explain import explained
from dcsim.tiers.audit.standing import standing
from dcsim.tiers.audit.told import Told
from tests.tiers.ladder import FOUR, site, tier_four

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BEFORE, BETWEEN, AFTER = dt.date(2027, 12, 31), dt.date(2029, 6, 30), dt.date(2031, 1, 1)

# of 2 MW of IT, 0.4 MW of chillers and 0.1 of air handlers half hang on each hall
TWO_HALLS = (
    tier_four()
    .replace("horizon: {years: 10}", "horizon: {start: 2028-01-01, years: 10}")
    .replace(
        "halls: {hall: {it_mw: 2, cords: [pdu-a, pdu-b], cooled_by: [air, chillers], ride_through_min: 10}}",
        "halls:\n  one: {it_mw: 1, cords: [pdu-a, pdu-b], cooled_by: [air, chillers], ride_through_min: 10}\n"
        "  two: {it_mw: 1, cords: [pdu-a, pdu-b], cooled_by: [air, chillers], ride_through_min: 10}",
    )
)
PHASES = """
phases:
  first: {{ready: 2028-01-01, brings: {{one: all}}}}
  second:
    ready: 2030-01-01
    brings: {{two: all, gensets: {sets}, chillers: {{mech-3: 1, mech-4: 1}}}}
    tie_in: {{groups: [{works}], hours: 8}}
"""


def steps(text: str, day: dt.date | None, *, injects: bool = False) -> dict[str, Step]:
    return {one.name: one for one in audit(site(text), at=day, injects=injects).steps}


def test_half_of_the_site_by_hand() -> None:
    """Hall one draws 1 MW and half of 0.5 MW for cooling: one set of 1.3 MW carries it, two are N+1, one is not."""
    two = steps(TWO_HALLS + PHASES.format(sets=1, works="mv-a"), BETWEEN)
    assert two["maintain:gensets"].result == "met"
    one = steps(TWO_HALLS + PHASES.format(sets=2, works="mv-a"), BETWEEN)
    assert one["carry"].result == "met"
    assert one["maintain:gensets"].result == "not met"
    assert one["maintain:gensets"].lost_mw == {"one": pytest.approx(1.0)}
    assert one["maintain:gensets"].cure == "1 more of 'gensets'"
    assert "maintain:mech-3" in one  # the switch is there, its chiller is not
    model = standing(site(TWO_HALLS + PHASES.format(sets=2, works="mv-a")).model, BETWEEN).model
    assert model.cooling["chillers"].count == 2
    assert model.cooling["chillers"].draw_mw == pytest.approx(0.2)
    assert model.cooling["air"].draw_mw == pytest.approx(0.05)


def test_works_on_live_plant() -> None:
    """A board may go, as everything may; both genset buses' way to a side may; all sets may not."""
    text = TWO_HALLS + PHASES.format(sets=1, works="mv-a, gensets")
    found = steps(text, BETWEEN)
    assert found["tie-in:second:mv-a"].result == "met"
    assert found["tie-in:second:gensets"].result == "not met"
    assert found["tie-in:second:gensets"].lost_mw == {"one": pytest.approx(1.0)}
    told = explained(standing(site(text).model, BETWEEN).model, found["tie-in:second:gensets"])
    assert told.lasts is not None
    assert told.replays[0].lost == {"one"}
    assert not any(name.startswith("tie-in") for name in steps(text, AFTER))


def test_works_nobody_described_are_not_assessed() -> None:
    text = TWO_HALLS + PHASES.format(sets=1, works="mv-a").replace(
        "    tie_in: {groups: [mv-a], hours: 8}\n", ""
    )
    assert steps(text, BETWEEN)["tie-in:second"].result == "not assessed"


def test_the_last_day_is_the_finished_site() -> None:
    text = TWO_HALLS + PHASES.format(sets=1, works="mv-a")
    assert audit(site(text), at=AFTER) == audit(site(text))


def test_a_hall_without_its_cooling_is_not_in_service() -> None:
    text = (TWO_HALLS + PHASES.format(sets=1, works="mv-a")).replace(
        "brings: {one: all}", "brings: {one: all, two: all}"
    )
    text = text.replace("{two: all, gensets", "{cold: 2, gensets").replace(
        "  two: {it_mw: 1, cords: [pdu-a, pdu-b], cooled_by: [air, chillers]",
        "  two: {it_mw: 1, cords: [pdu-a, pdu-b], cooled_by: [air, cold, chillers]",
    )
    text = text.replace(
        "\nhalls:", "\n  cold: {kind: pump, count: 2, needed: 1, fed_by: [ups-a, ups-b]}\nhalls:"
    )
    found = steps(text, BETWEEN)
    assert found["in-service:two"].result == "not met"
    assert found["in-service:two"].reason == "'two' has come, 'cold' has not"
    assert found["in-service:two"].lost_mw == {"two": 1}
    assert "in-service:two" not in steps(text, AFTER)


def test_what_stands_is_told_to_the_core() -> None:
    """With two sets of 1.3 MW for 1.25 MW any one may fail; with one it may not."""
    found = steps(TWO_HALLS + PHASES.format(sets=1, works="mv-a"), BETWEEN, injects=True)
    assert {name for name, one in found.items() if one.tier == "IV" and one.result == "not met"} == set()
    found = steps(TWO_HALLS + PHASES.format(sets=2, works="mv-a"), BETWEEN, injects=True)
    assert found["fail:gensets"].result == "not met"
    assert "fail:chillers@mech-4" not in found


@pytest.mark.parametrize("day", [dt.date(2028, 6, 30), dt.date(2031, 6, 30)])
def test_a_shipped_site_against_usable_capacity(day: dt.date) -> None:
    """What the audit says a set less is enough for, usable capacity says too, from the plant of the finished site."""
    scenario = read_scenario(SCENARIOS / "thai-nguyen.yaml")
    model, plant = scenario.model, build(scenario.model)
    ready = {name for name, phase in model.phases.items() if phase.ready <= day}
    there = {
        name: [(come is None or come in ready) and gone not in ready for come, gone in units]
        for name, units in comings(model).items()
    }
    units = []
    for node in plant.nodes:
        some = there.get(node.group, [True] * node.first_unit + [True] * node.count)
        units.append(sum(some[node.first_unit : node.first_unit + node.count]))
    halls = {name for name in model.halls if there.get(name, [True])[0]}
    loads = {name for name in model.loads if there.get(name, [True])[0]}
    limits = usable(plant, units, "N+1", halls | loads)
    stood = standing(model, day).model
    assert set(stood.halls) == halls
    assert Told(stood).plant.hall_names == tuple(stood.halls)
    found = {one.name: one for one in audit(scenario, at=day, injects=False).steps}
    it_mw = sum(hall.it_mw for hall in stood.halls.values())
    enough = limits.by_stage["gensets"]
    assert (found["maintain:gensets"].result == "met") == (enough >= it_mw)
    if enough < it_mw:
        assert f"enough for {enough:.4g} of {it_mw:.4g} MW" in found["maintain:gensets"].reason


def test_days_that_cannot_be() -> None:
    with pytest.raises(UsageError, match="no phases are planned"):
        audit(site(tier_four()), at=BETWEEN)
    with pytest.raises(UsageError, match="no hall is in service on 2027-12-31"):
        audit(site(TWO_HALLS + PHASES.format(sets=1, works="mv-a")), at=BEFORE)
    assert FOUR in TWO_HALLS


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(TWO_HALLS + PHASES.format(sets=2, works="mv-a"), encoding="utf-8")
    run = CliRunner()
    said = run.invoke(commands, ["audit", str(file), "--at", "2029-06-30"]).output
    assert said.startswith("Ladder: topology as it stands on 2029-06-30 by plan, walked at design load")
    said = run.invoke(
        commands, ["audit", str(file), "--at", "2029-06-30", "--explain", "maintain:gensets"]
    ).output
    assert "agree: one lost for good" in said.replace("\n    ", " ")
    assert (
        '"at": "2029-06-30"'
        in run.invoke(commands, ["audit", str(file), "--at", "2029-06-30", "--json"]).output
    )
    result = run.invoke(commands, ["audit", str(file), "--at", "29-06-30"])
    assert isinstance(result.exception, UsageError)
    picture = tmp_path / "two.png"
    assert (
        run.invoke(commands, ["plot", "audit", str(file), "--at", "2029-06-30", "-o", str(picture)]).exit_code
        == 0
    )
    assert picture.stat().st_size > 5_000
