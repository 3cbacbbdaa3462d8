"""The static part of the shipped sites: value, bounds, and a count of the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dcsim.exact import Static, Steady, k_of_n, series, static_part, unit
from dcsim.plant import Plant, build
from dcsim.scenario import read_scenario
from tests.plant.written import scenario

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
SHIPPED = sorted(SCENARIOS.glob("*.yaml"))


SIDE: dict[str, dict[str, Any]] = {
    "board": {"kind": "switchgear", "rating_mw": 30.0},
    "transformers": {"kind": "transformer", "count": 8, "needed": 7},
    "ups": {"kind": "ups", "count": 10, "rating_mw": 3.0, "battery_min": 5.0},
    "distribution": {"kind": "switchgear"},
    "busbar": {"kind": "element"},
}


def site(name: str) -> Plant:
    return build(read_scenario(SCENARIOS / f"{name}.yaml").model)


def by_hand() -> Steady:
    """The reference site, electrical part and cooling: a year of 8,766 h."""

    def one(per_year: float, repair_h: float) -> Steady:
        return unit(8766 / per_year, repair_h)

    side = series(
        [
            one(0.01, 24),
            one(0.01, 8),
            k_of_n(7, 8, one(0.01, 48)),
            k_of_n(9, 10, one(0.1, 12)),
            one(0.01, 12),
        ]
    )
    pdu = one(0.02, 8)
    cooling = [k_of_n(5, 6, one(0.2, 24)), k_of_n(5, 6, one(0.1, 8)), k_of_n(10, 12, one(0.2, 8))]
    return series([_two_sides(side, pdu, 12), *cooling])


def _two_sides(side: Steady, pdu: Steady, halls: int) -> Steady:
    """Halls with a PDU on each of two sides, conditioned on the sides (failures: law of total derivative)."""
    one_left = series([pdu] * halls)
    q, p = side.unavailability, pdu.unavailability
    both = series([Steady(p * p, 2 * p * pdu.failures_per_h)] * halls)
    up = (1 - q) ** 2 * both.availability + 2 * q * (1 - q) * one_left.availability
    down = q * q + 2 * q * (1 - q) * one_left.unavailability + (1 - q) ** 2 * both.unavailability
    assert up + down == pytest.approx(1.0, rel=1e-15)
    sides = (
        2
        * side.failures_per_h
        * ((1 - q) * (one_left.unavailability - both.unavailability) + q * one_left.availability)
    )
    halls_fail = (1 - q) ** 2 * both.failures_per_h + 2 * q * (1 - q) * one_left.failures_per_h
    return Steady(down, sides + halls_fail)


def test_reference_site() -> None:
    """4.64123e-6 is the answer of a separate program, the closed form a second one."""
    found = static_part(site("reference-site"))
    assert found.is_exact
    assert found.unavailability == pytest.approx(4.64123e-6, rel=1e-6)
    assert found.unavailability == pytest.approx(by_hand().unavailability, rel=1e-11)
    assert found.failures_per_h == pytest.approx(by_hand().failures_per_h, rel=1e-11)


def test_work_at_the_reference_site() -> None:
    """Counts, not seconds: 272 sets of states and 3 judged states when this was written."""
    found = static_part(site("reference-site"))
    assert found.pieces <= 400
    assert found.judged <= 10


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_site(file: Path) -> None:
    """Within 1e-9 by default; a site is down at least as much as one of its halls."""
    plant = site(file.stem)
    found = static_part(plant)
    hall = static_part(plant, plant.hall_names[0], tolerance=1e-6)
    assert found.pieces <= 4000
    assert found.high.unavailability - found.low.unavailability <= 1e-9 * found.low.unavailability
    assert found.high.failures_per_h - found.low.failures_per_h <= 1e-9 * found.low.failures_per_h
    assert hall.low.unavailability <= found.high.unavailability


def test_bounds_hold_when_work_is_short() -> None:
    """Whatever the allowance, the answer of the long search lies within the bounds of the short one."""
    plant = site("thai-nguyen-finished")
    best = static_part(plant)
    widths = []
    for pieces in (1, 100, 500):
        found = static_part(plant, most_pieces=pieces)
        assert not found.is_exact
        assert found.low.unavailability <= best.low.unavailability
        assert found.high.unavailability >= best.high.unavailability
        assert found.low.failures_per_h <= best.low.failures_per_h
        assert found.high.failures_per_h >= best.high.failures_per_h
        widths.append(found.high.unavailability - found.low.unavailability)
    assert widths == sorted(widths, reverse=True)


def test_the_page_tells_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of docs/exact.md runs, and its comments are what comes out."""
    monkeypatch.chdir(ROOT)
    example = (ROOT / "docs" / "exact.md").read_text(encoding="utf-8").split("```")[1].removeprefix("python")
    names: dict[str, Static] = {}
    exec(example, names)
    assert f"{names['site'].unavailability:.5e}" == "4.64123e-06"
    assert f"{names['site'].failures_per_h:.3e}" == "4.110e-07"
    assert f"{names['site'].mean_down_h:.1f}" == "11.3"
    assert "4.64123e-06" in example
    assert "4.110e-07" in example
    assert "11.3" in example


def test_work_at_a_hundred_groups() -> None:
    """Counts, not seconds: 47 halls on two sides, 104 groups that fail; four digits took 0.13 s."""
    life = {"mttf_h": 100_000.0, "mttr_h": 10.0}
    power: dict[str, dict[str, Any]] = {}
    for side in "ab":
        above = "mains"
        for name, group in SIDE.items():
            power[f"{name}-{side}"] = {**group, **life, "fed_by": [above]}
            above = f"{name}-{side}"
        power |= {f"pdu-{n}{side}": {"kind": "pdu", **life, "fed_by": [above]} for n in range(47)}
    halls = {f"hall-{n}": {"it_mw": 0.5, "cords": [f"pdu-{n}a", f"pdu-{n}b"]} for n in range(47)}
    plant = build(scenario(feeds={"mains": {}}, power=power, halls=halls))
    assert len(plant.specs) == 1 + 104
    found = static_part(plant, tolerance=1e-3)
    assert found.pieces <= 350
    assert found.judged <= 10
    assert found.high.unavailability - found.low.unavailability <= 2e-4 * found.low.unavailability
