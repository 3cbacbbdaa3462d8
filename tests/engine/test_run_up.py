"""Sets that are started together as one thing do what each of them would do by itself.

Where every event is kept each set goes by itself, so the same block with and without events must end alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from unittest.mock import patch

import pytest

from dcsim.engine import Block, Record, simulate
from dcsim.engine.behaviours.gensets.run_up import SetsTogether
from dcsim.laws import NEVER, Law, exponential, fixed, lognormal
from dcsim.plant import build
from dcsim.records import BlockResult
from dcsim.rollout import timeline_of
from dcsim.scenario import scenario_from_text
from dcsim.streams import SideBySide, episode_uniform, name_key

SITE = """
format: 1
site: {name: run-up}
horizon: {years: 10}
grid: {feeds: {mains: {mttf_h: 300, mttr_h: {mean: 4, sigma: 1.5}}}}
power:
  gensets: {kind: genset, count: 4, rating_mw: 1, mttr_h: {mean: 6, sigma: 1}, overload_s: 5, reset_h: 1, SETS}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 2, fail_to_transfer: 0}}
  ups: {kind: ups, rating_mw: 3, battery_min: 1, recharge_min: 60, mttf_h: never, fed_by: [board]}
halls: {hall: {it_mw: 2.5, cords: [ups]}}
"""
DRAWN = "start_s: {law: uniform, low: 10, high: 40}, sync_s: {law: uniform, low: 0, high: 30}"
SHORT = "stable_min: 1, cooldown_min: 1"
FUEL = "fuel: {usable_m3: 12, lead_h: 4, truck_m3: 3, trucks_per_day: 6, refill_h: 20}"
SETS = {
    "one after the other": "start_s: {law: uniform, low: 10, high: 20}, sync_s: 0, mttf_h: 100",
    "all at one instant": "start_s: 10, sync_s: 25, mttf_h: 100, fail_to_start: 0.1",
    "no two alike": f"{DRAWN}, mttf_h: 50, fail_to_start: 0.05, failures_per_year: 30",
    "in several attempts": f"{DRAWN}, mttf_h: 50, fail_to_start: 0.2, start_attempts: 2, attempt_s: 5",
    "all at one instant in several attempts": "start_s: 10, sync_s: {law: uniform, low: 0, high: 30}, "
    "mttf_h: 50, fail_to_start: 0.2, start_attempts: 2, attempt_s: 0",
    "in common": f"{DRAWN}, mttf_h: 50, fail_to_start: 0.2, beta: 0.3",
    "lost again": f"{DRAWN}, mttf_h: 20, fail_to_start: 0.05, stable_min: 120, cooldown_min: 60",
    "out of fuel": f"{DRAWN}, mttf_h: 50, fail_to_start: 0.05, {SHORT}, {FUEL}",
    "out of fuel, all at one instant": f"start_s: 10, sync_s: 25, mttf_h: 50, fail_to_start: 0.1, {FUEL}",
    "never": f"{DRAWN}, mttf_h: never",
    "all fail at once": "start_s: 10, sync_s: 5, mttf_h: {law: fixed, value: 2}",
    "hidden failures": f"{DRAWN}, mttf_h: 50, hidden_failures_per_year: 5, tests: {{every_h: 300}}",
}


def simulated(text: str, *, events: bool, full: bool, replications: int = 4) -> BlockResult:
    scenario = scenario_from_text(text)
    return simulate(
        build(scenario.model),
        timeline_of(scenario.model),
        Block(0, replications, replications, 0),
        Record(events=events),
        seed=3,
        full=full,
    )


def alike(one: BlockResult, other: BlockResult) -> bool:
    """Whether they differ in no more than in the last digits of run hours and fuel."""
    for name in ("outages", "ends_h", "spells", "static_h", "interruptions"):
        if getattr(one, name) != getattr(other, name):
            return False
    pairs = [(one.groups[name], other.groups[name]) for name in one.groups]
    return all(
        math.isclose(getattr(a, field.name), getattr(b, field.name), rel_tol=1e-9, abs_tol=1e-9)
        for a, b in pairs
        for field in fields(a)
    )


@contextmanager
def run_ups() -> Iterator[list[int]]:
    """Notes of each run-up of how many sets it is."""
    seen: list[int] = []
    begin = SetsTogether._begin

    def noted(self: SetsTogether, core: object, room: object, run_up: object) -> None:
        seen.append(len(run_up.units))  # type: ignore[attr-defined]
        begin(self, core, room, run_up)  # type: ignore[arg-type]

    with patch.object(SetsTogether, "_begin", noted):
        yield seen


@pytest.mark.parametrize("sets", SETS.values(), ids=SETS)
def test_together_as_one_by_one(sets: str) -> None:
    text = SITE.replace("SETS", sets)
    with run_ups() as seen:
        alone = simulated(text, events=True, full=True)
        assert not seen
        together = simulated(text, events=False, full=True)
    assert alike(alone, together)
    assert len(seen) > 100 or "fixed, value" in sets
    assert together.outages or "never" in sets


def test_failures_that_are_forgotten_are_seen() -> None:
    text = SITE.replace("SETS", SETS["no two alike"])
    alone = simulated(text, events=True, full=True)
    with patch.object(SetsTogether, "_plan_failure", lambda *_: None):
        assert not alike(alone, simulated(text, events=False, full=True))


# ---------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    "bases", [(0,), (96,), (32, 32), (0, 32), (0, 0, 32, 64, 0, 0, 0, 0, 32, 0, 0, 9600)]
)
@pytest.mark.parametrize("counters", [(0,), (0, 10, 12), (0, 10, 11, 12)])
def test_numbers_side_by_side(bases: tuple[int, ...], counters: tuple[int, ...]) -> None:
    keys = [name_key("set", unit) for unit in range(len(bases))]
    keys[0] = (1 << 64) - 1
    asked = SideBySide(keys, counters)
    for episode in (0, 1, (1 << 64) - 1, name_key("a"), name_key("b")):
        assert asked.uniforms(episode, bases) == [
            [episode_uniform(key, episode, base + counter) for key, base in zip(keys, bases, strict=True)]
            for counter in counters
        ]


@pytest.mark.parametrize(
    "law",
    [
        fixed(3.0),
        NEVER,
        exponential(1700.0),
        Law("exponential", 50.0, cap=20.0),
        Law("uniform", 10.0, 20.0),
        lognormal(5.0, 2.0),
        Law("weibull", 0.16, 9.4e11),
    ],
)
def test_lengths_of_each(law: Law) -> None:
    uniforms = [0.0, 2.0**-53, 0.3, 0.5, 1 / 3, 1 - 2.0**-53]
    assert law.from_each(uniforms) == [law.from_uniform(u) for u in uniforms]
