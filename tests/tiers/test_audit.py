"""Topology, walked: five plants that are just what they are, and single faults at the right step."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from dcsim.cli import commands
from dcsim.plant import build
from dcsim.render.audit import audit_text, schema_text, to_json
from dcsim.tiers.audit import Audit, audit
from tests.tiers.ladder import FOUR, LADDER, site, tier_four, tier_one, tier_three, tier_two

SCHEMA = Path(__file__).parents[2] / "docs" / "audit.schema.json"


def failed(found: Audit, *tiers: str) -> list[str]:
    """Names of the steps not met, of these Tiers or of all."""
    return sorted(
        step.name for step in found.steps if step.result == "not met" and (not tiers or step.tier in tiers)
    )


def open_(found: Audit) -> set[str]:
    return {step.name for step in found.steps if step.result == "not assessed"}


@pytest.mark.parametrize("tier", LADDER)
def test_each_plant_of_the_ladder_is_just_what_it_is(tier: str) -> None:
    found = audit(site(LADDER[tier]()))
    assert (found.tier, found.not_excluded) == (tier, tier)


def test_tier_one_lacks_a_unit_of_everything() -> None:
    """2.5 MW on one set of 1.3: (1.3 ÷ 2.5) x 2 = 1.04 MW of IT, less what batteries take to recharge."""
    found = audit(site(tier_one()))
    steps = {step.name: step for step in found.steps}
    assert failed(found, "II") == [
        "maintain:air",
        "maintain:chillers",
        "maintain:gensets",
        "maintain:tx",
        "maintain:ups",
    ]
    assert steps["maintain:gensets"].lost_mw == {
        "hall": pytest.approx(2.0)
    }  # an overloaded bus is a dead bus
    assert steps["maintain:chillers"].lost_mw == {"hall": pytest.approx(0.95)}  # 1.05 of 2.0 MW of heat
    assert {steps[name].cure for name in failed(found, "II")} == {
        "1 more of 'gensets'",
        "1 more of 'tx'",
        "1 more of 'ups'",
        "1 more of 'chillers'",
        "1 more of 'air'",
    }


def test_tier_two_has_one_path() -> None:
    found = audit(site(tier_two()))
    assert failed(found, "II") == []
    assert failed(found, "III") == [
        "class:gensets",
        "cords:hall",
        "maintain:board",
        "maintain:controls",
        "maintain:pdu",
    ]


MUTATIONS: dict[str, tuple[str, str, str]] = {
    "one board for both sides": ("fed_by: [mv-b]", "fed_by: [mv-a]", "maintain:mv-a"),
    "one genset bus": ("[utility, gen-b]", "[utility, gen-a]", "maintain:gen-a"),
    "gensets at N": ("kind: genset, count: 3", "kind: genset, count: 2", "maintain:gensets"),
    "gensets below N": ("kind: genset, count: 3", "kind: genset, count: 1", "carry"),
    "small gensets": ("rating_mw: 1.3", "rating_mw: 1.2", "maintain:gensets"),
    "hot gensets": ("rating_mw: 1.3,", "rating_mw: 1.3, derate: 0.9,", "maintain:gensets"),
    "standby rating": ("class: COP", "class: ESP", "class:gensets"),
    "limited-time rating": ("class: COP", "class: LTP", "class:gensets"),
    "prime rating without room for 70 %": ("class: COP", "class: PRP", "class:gensets"),
    "fuel for 10 h": ("tank_h: 48", "tank_h: 10", "fuel:gensets"),
    "fuel for 24 h": ("tank_h: 48", "tank_h: 24", "fuel-48h:gensets"),
    "one tank": ("fuel_system: fault-tolerant", "fuel_system: single", "fuel-system"),
    "a tank that fails": ("fuel_system: fault-tolerant", "fuel_system: maintainable", "fuel-system:failure"),
    "no compartments": ("compartments: true", "compartments: false", "compartments"),
    "one cord": ("cords: [pdu-a, pdu-b]", "cords: [pdu-a]", "cords:hall"),
    "servers on one cord": ("it_mw: 2,", "it_mw: 2, single_corded: 0.1,", "cords:hall"),
    "both sides on one transformer": ("fed_by: [tx-b]", "fed_by: [tx-a]", "maintain:tx-a"),
    "both cords behind one UPS": ("pdu-b: {kind: pdu, rating_mw: 4, fed_by: [ups-b]}",
                                  "pdu-b: {kind: pdu, rating_mw: 4, fed_by: [ups-a]}", "maintain:ups-a"),
    "one small side": ("ups-b: {kind: ups, count: 2, rating_mw: 1.1", "ups-b: {kind: ups, count: 1, rating_mw: 1.1",
                       "maintain:pdu-a"),
    "a thin board": ("mv-b: {kind: switchgear, rating_mw: 4", "mv-b: {kind: switchgear, rating_mw: 1.5",
                     "maintain:mv-a"),
    "thin distribution": ("pdu-a: {kind: pdu, rating_mw: 4", "pdu-a: {kind: pdu, rating_mw: 1.5", "maintain:pdu-b"),
    "all chillers on one board": (FOUR, "count: 4, fed_by: [mech-1]", "maintain:mech-1"),
    "chillers at N+1": (FOUR, "count: 3, split: {mech-1: 1, mech-2: 1, mech-3: 1}", "two:chillers"),
    "chillers at N": (FOUR, "count: 2, split: {mech-1: 1, mech-2: 1}", "maintain:chillers"),
    "chillers in pairs": (FOUR, "count: 3, split: {mech-1: 2, mech-2: 1}", "maintain:mech-1"),
    "cooling boards without a second way": ("mech-1: {kind: ats, transfer: {from: [mv-a, mv-b]}}",
                                            "mech-1: {kind: switchgear, fed_by: [mv-a]}", ""),
    "air handlers at N": ("air: {kind: air_handler, count: 4", "air: {kind: air_handler, count: 3", "maintain:air"),
    "air handlers on one side": ("draw_mw: 0.1, fed_by: [ups-a, ups-b]", "draw_mw: 0.1, fed_by: [ups-a]",
                                 "maintain:mv-a"),
    "a hall that warms up": ("ride_through_min: 10", "ride_through_min: 3", "continuous-cooling:hall"),
    "slow chillers": ("restart_min: 5}", "restart_min: 12}", "continuous-cooling:hall"),
    "no battery": ("battery_min: 5, fed_by: [tx", "battery_min: 0, fed_by: [tx", "ups"),
}  # fmt: skip
"""What is changed in the plant of Tier IV, into what, and one step that must fail by it ("": none does)."""


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_single_fault_is_caught_at_its_step(name: str) -> None:
    before, after, step = MUTATIONS[name]
    text = tier_four()
    assert before in text
    found = audit(site(text.replace(before, after)))
    if step:
        names = [one for one in failed(found) if one == step or one.startswith(f"{step}:")]
        assert names, failed(found)
        assert found.not_excluded != "IV"
    else:
        # chillers 1 and 3 hang on side A, two are left with either board out: nothing is lost
        assert failed(found) == []


@pytest.mark.parametrize(
    ("part", "step"),
    [
        (", fuel: {tank_h: 48, lead_h: 24}", "fuel:gensets"),
        (", class: COP", "class:gensets"),
        ("fuel_system: fault-tolerant, ", "fuel-system"),
        (", compartments: true", "compartments"),
        (", cooled_by: [air, chillers], ride_through_min: 10", "continuous-cooling:hall"),
        ("declared: {fuel_system: fault-tolerant, compartments: true}", "compartments"),
    ],
)
def test_what_is_not_said_is_not_assessed(part: str, step: str) -> None:
    """Never met, never failed."""
    text = tier_four()
    assert part in text
    if "cooled_by" in part:  # cooling groups that cool nobody are a fault
        text = text[: text.index("cooling:")] + text[text.index("halls:") :]
    found = audit(site(text.replace(part, "")))
    assert step in open_(found)
    assert found.tier != "IV"
    assert found.not_excluded == "IV"


def test_gensets_without_described_controls() -> None:
    text = (
        tier_four()
        .replace("[utility, gen-a]", "[utility, gensets]")
        .replace("[utility, gen-b]", "[utility, gensets]")
    )
    text = "\n".join(line for line in text.splitlines() if not line.startswith("  gen-"))
    assert "controls:gensets" in open_(audit(site(text)))


def test_without_gensets_there_is_no_tier() -> None:
    text = tier_one().replace("[utility, controls]", "[utility, other]")
    text = "\n".join(
        line for line in text.splitlines() if not line.startswith(("  gensets:", "  controls:"))
    ).replace(
        "upstream: []}}}",
        "upstream: []}, other: {rating_mw: 4, failures_per_year: 1, mttr_h: 2, upstream: []}}}",
    )
    found = audit(site(text))
    assert found.tier == found.not_excluded == "none"
    assert failed(found, "I") == ["carry"]


def test_halls_are_full_in_an_audit_whatever_tenants_draw() -> None:
    """A tenant that draws a tenth does not make N gensets N+1."""
    text = tier_four().replace("kind: genset, count: 3", "kind: genset, count: 2")
    text += "tenants: {one: {hall: hall, contracted_mw: 2, uses: 0.1}}\n"
    assert "maintain:gensets" in failed(audit(site(text)))


def test_halls_lose_no_more_than_they_have() -> None:
    """Without chilled water a hall loses its 2 MW, also where the tenants in it draw 1 MW: half of the heat."""
    for tenants in ("", "tenants: {one: {hall: hall, contracted_mw: 2, uses: 0.5}}\n"):
        found = audit(site(tier_one() + tenants), cures=False, injects=False)
        (step,) = [one for one in found.steps if one.name == "maintain:board"]
        assert step.lost_mw == {"hall": pytest.approx(2.0)}


def test_document_text_and_command(tmp_path: Path) -> None:
    scenario = site(tier_three())
    found = audit(scenario)
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    document = json.loads(to_json(scenario, found))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (document["tier"], document["target"]) == ("III", "III")
    text = audit_text(scenario, found, every=True)
    assert "Topology: Tier III\n" in text
    assert max(len(line) for line in text.splitlines()) <= 100
    file = tmp_path / "three.yaml"
    file.write_text(tier_three(), encoding="utf-8")
    run = CliRunner()
    result = run.invoke(commands, ["audit", str(file), "--explain", "two:chillers"])
    assert result.exit_code == 0
    assert "not met" in result.output
    assert "agree: hall lost for good" in result.output
    result = run.invoke(commands, ["audit", str(file), "--explain", "fail:mv-a"])
    assert "in the running core: 'mv-a' fails, and then the utility goes\n" in result.output
    assert "    mech-1, mech-3: moves to mv-b\n" in result.output
    assert max(len(line) for line in result.output.splitlines()) <= 100
    for step in ("carry", "class:gensets", "fail:utility"):
        assert run.invoke(commands, ["audit", str(file), "--explain", step]).exit_code == 0
    result = run.invoke(commands, ["audit", str(file), "--explain", "maintain:mva"])
    assert "did you mean" in str(result.exception)


def test_an_audit_draws_nothing_and_repeats_itself() -> None:
    scenario = site(tier_four())
    assert audit(scenario) == audit(scenario)
    assert build(scenario.model).normal == build(scenario.model).normal
