"""Texts made to do harm are refused quickly, with a position."""

from __future__ import annotations

import time

import pytest

from dcsim.errors import ScenarioError
from dcsim.scenario import scenario_from_data, scenario_from_text

BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 30))
ATTACKS = {
    "billion laughs": (BOMB, "1:5: anchors"),
    "code in a tag": ("x: !!python/object/apply:os.system [echo]", "1:4: tags"),
    "merge key": ("x: {<<: {a: 1}}", "1:5: merge keys"),
    "5,000 digits": ("x: " + "9" * 5000, "1:4: a whole number of more than 18 digits"),
    "hexadecimal digits": ("x: 0x" + "f" * 5000, "1:4: a whole number of more than 18 digits"),
    "1e999": ("x: 1e999", "1:4: the number is not finite"),
    "-.inf": ("x: -.inf", "1:4: the number is not finite"),
    "nesting": ("x: " + "[" * 5000, "1:35: nested deeper than 32 levels"),
    "nested keys": ("{a: " * 5000, "nested deeper than 32 levels"),
    "many values": ("x: [" + "1," * 60_000, "more than 50,000 values"),
    "many bytes": ("#" * 1_000_001, "1:1: the file is longer than 1,000,000 bytes"),
    "one long text": ("x: " + "y" * 900_000, "at most 10,000 are read"),
    "long key": ("x" * 900_000 + ": 1", "at most 10,000 are read"),
    "surrogate": ('x: "\\ud800"', "1:4: the text has control characters"),
    "impossible character": ('x: "\\Uffffffff"', "not YAML"),
    "escape sequence": ('x: "\\e[31m"', "1:4: the text has control characters"),
    "NUL": ("x: a\0b", "1:5: not YAML"),
    "only space": (" " * 999_000, "1:1: the file is empty"),
    "yaml 1.1": ("%YAML 1.1\n---\nx: 1", "2:1: directives"),
    "key twice": ("a: 1\nb: 2\na: 3", "3:1: 'a' is given twice (first on line 1)"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused(name: str) -> None:
    text, said = ATTACKS[name]
    begin = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(text, "s.yaml")
    assert f"s.yaml:{said}" in str(caught.value) or said in str(caught.value).split("\n")[0]
    assert time.perf_counter() - begin < 20  # a runaway, not a benchmark
    assert "Traceback" not in str(caught.value)


def test_thousands_of_wrong_names_stay_quick() -> None:
    groups = {f"g{i}": {"kind": "switchgear", "fed_by": [f"x{i}"]} for i in range(1500)}
    with pytest.raises(ScenarioError) as caught:
        scenario_from_data({"format": 1, "power": groups})
    assert len(caught.value.faults) > 1500


def test_data_that_is_nested_without_end() -> None:
    data: dict[str, object] = {}
    data["x"] = data
    with pytest.raises(ScenarioError, match="nested too deeply"):
        scenario_from_data(data)


PHASED = """\
format: 1
site: {name: Small site}
horizon: {start: 2028-01-01, years: 10}
grid: {feeds: {east: {mttf_h: 4000, mttr_h: 2}}}
power: {ups: {kind: ups, count: 100, rating_mw: 1, fed_by: [east]}}
halls: {hall-1: {it_mw: 1, cords: [ups]}}
"""


def _many(section: str, entries: list[str]) -> str:
    return PHASED + f"{section}:\n" + "".join(f"  {entry}\n" for entry in entries)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_many("gates", [f"g{i}: {{gates: [g{(i + 1) % 200}]}}" for i in range(200)]), "in a circle: g0 → g1"),
        (_many("phases", [f"p{i}: {{ready: 2030-01-01, brings: {{ups: 1}}}}" for i in range(1000)]), "'p100' brings"),
        (_many("phases", ["p: {ready: 99999-01-01}"]), "'99999-01-01' is not a date"),
        (_many("phases", ["p: {ready: 0000-00-00}"]), "'0000-00-00' is not a date"),
        (_many("phases", ["p: {ready: 9999-12-31}"]), "not before the end of the horizon"),
        (_many("phases", ["p: {ready: true, brings: [ups], gates: {a: 1}, late: 3, tie_in: 2}"]), "'tie_in' must be"),
        (_many("phases", [f"p: {{ready: 2030-01-01, brings: {{{', '.join(f'x{i}: 1' for i in range(3000))}}}}}"]), "'x2999'"),
        (_many("tenants", [f"t{i}: {{hall: hall-1, contracted_mw: 0.002}}" for i in range(2000)]), "up to 1.002 MW"),
        (_many("tenants", ["t: {hall: hall-1, contracted_mw: 1, profile: {week: [1e308, 1e308, 0, 0, 0, 0, 0]}}"]), "at most 100"),
        (_many("tenants", ["t: {hall: hall-1, contracted_mw: 1, ramp: {steps: {1e9: 1}}}"]), "no number of months"),
    ],
)  # fmt: skip
def test_plans_made_to_do_harm(text: str, said: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        scenario_from_text(text, "s.yaml")
    assert said in str(caught.value)
    assert time.perf_counter() - begin < 20  # a runaway, not a benchmark


def test_thousands_of_phases_that_do_nothing_are_no_fault() -> None:
    assert (
        len(
            scenario_from_text(
                _many("phases", [f"p{i}: {{ready: 2030-01-01}}" for i in range(2000)])
            ).model.phases
        )
        == 2000
    )
