"""The library's tables: every figure has a source, and every row that is used exists."""

from __future__ import annotations

import pytest

from dcsim.scenario import library
from dcsim.scenario.complete import COMMON_GRID_ROW, DEFAULT_ROWS, FIGURES, FUEL, SITE, TRANSFER

TABLES = (
    "climate_design", "climate_monthly", "components", "costs", "defaults", "delivery", "demand_profiles", "demand_shapes", "grid_vietnam",
    "sequences", "sites", "tiers", "weather_events",
)  # fmt: skip
STATUS = {"article", "published", "assumption"}
EVIDENCE = {"seen", "secondary", "derived", "recalled", "judgement"}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_source_status_and_evidence(name: str) -> None:
    rows = library.table(name)
    assert rows
    for row in rows:
        assert row["source"], row
        assert row["status"] in STATUS, row
        assert row["evidence"] in EVIDENCE, row


def test_every_row_that_fills_a_field_exists() -> None:
    assert {*DEFAULT_ROWS.values(), COMMON_GRID_ROW} <= set(library.component_names())
    for fields in (*FIGURES.values(), *TRANSFER.values(), FUEL, SITE):
        for table, row in fields.values():
            assert library.step_figure(table, row).value >= 0


def test_a_range_holds_its_value() -> None:
    for name in library.component_names():
        figure = library.component_figure(name, "failures_per_year")
        if figure is not None and figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value <= figure.high, name


def test_a_genset_life_is_derived_from_its_running_failures() -> None:
    figure = library.component_figure("genset_reopt_default", "mttf_h")
    assert figure is not None
    assert figure.value == pytest.approx(1100, rel=1e-3)
    assert library.component_figure("ups_module_double_conversion", "mttf_h") is None
