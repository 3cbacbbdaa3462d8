"""The first phase of Thái Nguyên as a ready set: four gensets, one hall, three chillers."""

from __future__ import annotations

import pytest

from dcsim import read_scenario
from dcsim.plant import Plant, build
from dcsim.plant.cooling_draw import cooling_draw_w
from dcsim.plant.usable import spare, spare_limits, usable

CHAIN = ("tx-1a", "ups-1a", "pdu-1a", "tx-1b", "ups-1b", "pdu-1b", "pumps-1", "air-handlers-1")
HALL_W = (5_000_000, 0, 0, 0)
PRESENT = frozenset({"hall-1", "chain-losses-1", "auxiliaries-1", "battery-recharge-1"})


@pytest.fixture(scope="module")
def plant() -> Plant:
    return build(read_scenario("scenarios/thai-nguyen-finished.yaml").model)


def _first_phase(plant: Plant, gensets: int) -> tuple[int, ...]:
    shared = ("feed", "upstream", "switchgear", "ats", "element")
    some = {"gensets": gensets, "mech-1": 1, "mech-2": 1, "mech-3": 1}
    coolers = {f"{kind}@mech-{n}": int(n < 4) for kind in ("chillers", "towers") for n in (1, 2, 3, 4)}
    return tuple(
        (some | coolers).get(node.name, node.count if node.kind in shared or node.group in CHAIN else 0)
        for node in plant.nodes
    )


def _design_day(plant: Plant, units: tuple[int, ...]) -> tuple[int, ...]:
    loads = [load.demand_w if load.name in PRESENT else 0 for load in plant.loads]
    return (*HALL_W, *loads, *cooling_draw_w(plant, units, HALL_W, PRESENT))


@pytest.mark.parametrize(("gensets", "spares"), [(3, -1), (4, 0), (5, 1)])
def test_spare_gensets_on_the_design_day(plant: Plant, gensets: int, spares: int) -> None:
    """5 MW IT, 0.5 of losses and light, 0.5 of recharge, and of 6.8 MW of cooling a quarter of the shared 5.6
    and hall one's own 0.3: 7.7 MW. Three sets give 3 × 2.375 = 7.125, four 9.5.
    """
    units = _first_phase(plant, gensets)
    assert sum(_design_day(plant, units)) == pytest.approx(7_700_000, abs=5)
    assert spare(plant, units, _design_day(plant, units)) == spares


def test_usable_of_the_first_phase(plant: Plant) -> None:
    """With one set absent 7.125 MW, 1.0 of it whatever the hall draws: 5 × 6.125 / 6.7 = 4.571 MW."""
    units = _first_phase(plant, 4)
    found = usable(plant, units, "N+1", PRESENT)
    assert (found.it_mw, found.stage) == (pytest.approx(4.571, abs=0.001), "gensets")
    assert spare_limits(plant, units, PRESENT)[:2] == (5.0, found.it_mw)


def test_heat_of_the_first_phase(plant: Plant) -> None:
    """Two of three chillers of 3.5 MW move the heat of 7 / 1.05 = 6.667 MW of IT; one on a lost board, the same."""
    units = _first_phase(plant, 5)
    for level in ("N+1", "maintainable"):
        found = usable(plant, units, level, PRESENT)
        assert found.by_stage["chillers"] == pytest.approx(6.667, abs=0.001)
    assert usable(plant, units, "N", PRESENT).by_stage["chillers"] == pytest.approx(10.0)
