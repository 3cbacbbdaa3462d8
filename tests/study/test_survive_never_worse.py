"""More fuel, battery or units never end survival earlier: the same outage, the same draws, replication by replication.

That is no law of nature. It holds where a plant is monotone: one way from each source to each hall, or two
alike; one group of sets, which burn by load; one tank and no truck. What is left out, and why:

- Switches that prefer a weak input, and unequal inputs that share in fixed proportion, serve less when more is
  live (docs/plant.md).
- A tank that runs dry and is filled again lets sets start anew, with new luck; so does a repair. With more fuel
  they would have run on, into the failure that their first start had drawn.
- Sets that burn by their number: one more empties the tank sooner. And of more sets enough are on line some seconds
  sooner, which burns those seconds' fuel, while a battery charges for nothing. So sets are compared with fuel for ever.
- Sets too few for some hours of the day trip, and wait to be reset: who trips later waits through other hours. So
  sets are compared at constant load.

Trucks and repairs are in the second test, which asks only for the mean: it does not get worse by more than 4
standard errors of the paired difference. False alarms: 3 in 100,000 for each of its comparisons, if more changed
nothing at all. A mean that is worse by 6 of its standard errors is seen 97 times in 100.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from dcsim.engine import Block, Record, simulate
from dcsim.plant import build
from dcsim.rollout import timeline_of
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study.survive import without_grid

LAST_H = 168.0
KNOBS = ("tank_h", "battery_min", "sets", "modules")
Values = dict[str, float | int | str]

SITE = """
format: 1
site: {{name: Made, it_recovery_h: 0}}
horizon: {{years: 10}}
grid: {{feeds: {{mains: {{library: utility_feed_vn_dedicated_110kV}}}}}}
power:
  gensets: {{kind: genset, count: {sets}, rating_mw: {set_mw}, fail_to_start: {fts}, mttf_h: {mttf}, mttr_h: {mttr}, failures_per_year: {calendar},
            start_s: {start}, sync_s: {sync}, confirm_s: {confirm}, fuel: {{tank_h: {tank_h}, burn: {burn}, refill_h: 20{trucks}}}}}
{paths}
halls: {{hall: {{it_mw: {mw}, cords: [{cords}]{hourly}}}}}
"""
PATH = """
  board-{n}: {{kind: switchgear, failures_per_year: {lives}, mttr_h: 24, {fed}}}
  ups-{n}: {{kind: ups, count: {modules}, rating_mw: {module_mw}, failures_per_year: {lives}, mttr_h: 24, battery_min: {battery_min}, recharge_min: 600, fed_by: [board-{n}]}}
""".strip("\n")


def drawn(seed: int, *, anew: bool) -> tuple[str, Values]:
    """A text to be filled in, and its values; `anew`: sets may start a second time with a new draw."""
    rng = random.Random(seed)
    mw = rng.choice([1, 2, 3])
    names = rng.choice([["a"], ["a", "b"]])
    switched = f"transfer: {{{{from: [mains, gensets], fail_to_transfer: {rng.choice([0, 0.1])}}}}}"
    fed = rng.choice(["fed_by: [mains, gensets]", switched])
    starts: list[int | str] = [0, 10, "{law: uniform, low: 5, high: 40}"]
    values: Values = {
        "mw": mw,
        "sets": rng.randint(1, 4),
        "set_mw": rng.choice([1.0, 1.5]),
        "fts": rng.choice([0, 0.05, 0.2]),
        "mttf": rng.choice([20, 60, 300]),
        "mttr": rng.choice([8, 24]) if anew else "never",
        "calendar": rng.choice([0, 4]),
        "start": rng.choice(starts),
        "sync": rng.choice([0, 20]),
        "confirm": rng.choice([0, 5]),
        "tank_h": rng.choice([6, 20, 60]),
        "burn": rng.choice(["load", "constant"]),
        "trucks": ", lead_h: 10, truck_m3: 4, trucks_per_day: 4" if anew else "",
        "modules": rng.randint(mw, mw + 2),
        "module_mw": 1,
        "battery_min": rng.choice([0.1, 2, 15, 120]),
        "lives": rng.choice([0, 5]),
        "cords": ", ".join(f"ups-{n}" for n in names),
        "hourly": rng.choice(["", ", hourly: [0.5, 1, 0.8, 0.6]"]),
    }
    paths = "\n".join(PATH.replace("{n}", n).replace("{fed}", fed) for n in names)
    return SITE.replace("{paths}", paths), values


def more_of(values: Values, knob: str, rng: random.Random) -> Values:
    """The same with more fuel or battery (up to four times), or one or two units more."""
    now = values[knob]
    assert not isinstance(now, str)
    more = now + rng.randint(1, 2) if knob in ("sets", "modules") else now * rng.choice([1.1, 2, 4])
    return {**values, knob: more}


def ends_h(text: str, values: Values, replications: int) -> np.ndarray:
    """When each replication's first outage began, h; the last hour where there was none."""
    scenario: Scenario = scenario_from_text(text.format(**values))
    gone = without_grid(scenario, LAST_H)
    block = Block(0, replications, replications, 0)
    found = simulate(build(gone.model), timeline_of(gone.model), block, Record(), seed=7)
    return np.minimum(found.ends_h, LAST_H)


def never_worse(seed: int) -> int:
    """Checks one site; how many of its replications last longer with more."""
    text, values = drawn(seed, anew=False)
    longer = 0
    for knob in KNOBS:
        start = {**values, "tank_h": 1e5, "hourly": ""} if knob == "sets" else values
        base = ends_h(text, start, 20)
        better = ends_h(text, more_of(start, knob, random.Random(seed)), 20)
        assert (better >= base - 1e-9).all(), (knob, base, better)
        longer += int((better > base + 1e-9).sum())
    return longer


def mean_not_worse(seed: int) -> None:
    text, values = drawn(seed, anew=True)
    base = ends_h(text, values, 200)
    for knob in KNOBS:
        gain = ends_h(text, more_of(values, knob, random.Random(seed)), 200) - base
        assert gain.mean() >= -4 * gain.std(ddof=1) / len(gain) ** 0.5, (knob, gain.mean())


def test_more_never_ends_it_earlier_on_any_monotone_site() -> None:
    assert sum(never_worse(seed) for seed in range(6)) > 50


@pytest.mark.parametrize("seed", [1])
def test_the_mean_does_not_get_worse(seed: int) -> None:
    mean_not_worse(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 500, 50))
def test_more_never_ends_it_earlier_on_four_hundred_sites(first: int) -> None:
    assert sum(never_worse(seed) for seed in range(first, first + 50)) > 400


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_the_mean_does_not_get_worse_on_sixty_sites(seed: int) -> None:
    mean_not_worse(seed)
