"""What must hold of any site that sheds: those never on a list are never worse off, and it comes to rest."""

from __future__ import annotations

import random

import pytest

from dcsim.records import BlockResult
from tests.engine.made import run

SITES = 25


def site(seed: int, *, sheds: bool) -> str:
    """One bus, gensets that often fail to carry everybody, batteries: nothing is drawn but by the seed.

    Lives and repairs are fixed, so that both versions of a site see the same failures. On one bus more
    available units never serve less.
    """
    rng = random.Random(f"shedding site {seed}")
    halls = rng.randint(1, 2)
    names = [f"t{n}" for n in range(rng.randint(1, 3))]
    sheddable = {
        name: (rng.randint(1, halls), rng.choice((0.3, 0.5, 1.0)), rng.randint(1, 3)) for name in names
    }
    kept = {f"k{h}": (h, rng.choice((0.5, 1.0)), 1) for h in range(1, halls + 1)}
    asked = sum(mw for _, mw, _ in (*sheddable.values(), *kept.values()))
    count = rng.randint(2, 4)
    rating = round(asked / count * rng.choice((0.6, 0.8, 1.0, 1.2)), 2)
    within_s = rng.choice((0, 5, 20))
    rule = f", shed: {{tenants: [{', '.join(names)}], within_s: {within_s}}}" if sheds else ""
    modules = rng.randint(2, 3)
    lives = {
        what: (rng.randint(20, 60) + rng.random(), rng.randint(1, 20)) for what in ("mains", "sets", "ups")
    }
    tenants = "\n".join(
        f"  {name}: {{hall: h{h}, contracted_mw: {mw}, priority: {priority}, single_corded: {rng.choice((0, 0.2))}}}"
        for name, (h, mw, priority) in {**sheddable, **kept}.items()
    )
    cords = "ups, ups-b" if rng.random() < 0.5 else "ups"
    other = (
        f"  ups-b: {{kind: ups, count: {modules}, rating_mw: 9, battery_min: 5, mttf_h: never, fed_by: [board]}}\n"
        if "b" in cords
        else ""
    )

    def life(what: str) -> str:
        up, down = lives[what]
        return f"mttf_h: {{law: fixed, value: {up}}}, mttr_h: {{law: fixed, value: {down}}}"

    hall_lines = "".join(f"  h{h}: {{it_mw: 5, cords: [{cords}]}}\n" for h in range(1, halls + 1))
    return f"""
horizon: {{hours: 1000}}
grid: {{feeds: {{mains: {{{life("mains")}}}}}}}
power:
  sets: {{kind: genset, count: {count}, rating_mw: {rating}, fail_to_start: 0, {life("sets")}, start_s: {rng.choice((5, 30))}, sync_s: {rng.choice((0, 30))}, overload_s: {rng.choice((20, 60))}, reset_h: 0.5{rule}}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, sets], delay_s: 2}}}}
  ups: {{kind: ups, count: {modules}, rating_mw: {round(asked / modules * rng.choice((0.9, 1.4)), 2)}, battery_min: {rng.choice((0.2, 5))}, {life("ups")}, fed_by: [board], overload_s: 30, reset_h: 0.5, static_bypass: false{rule}}}
{other}halls:
{hall_lines}tenants:
{tenants}
"""


def down_h(result: BlockResult) -> dict[str, float]:
    """Hours down of the tenants that are on no list."""
    found: dict[str, float] = {}
    for one in result.spells:
        if one.kind == "down" and one.name.startswith("k"):
            found[one.name] = found.get(one.name, 0.0) + one.end_h - one.start_h
    return found


@pytest.mark.parametrize("seed", range(SITES))
def test_who_is_on_no_list_is_never_worse_off(seed: int) -> None:
    without, with_list = (down_h(run(site(seed, sheds=sheds))) for sheds in (False, True))
    assert all(hours <= without.get(name, 0.0) + 1e-9 for name, hours in with_list.items())


def test_the_sample_sheds() -> None:
    """In a third of the sites somebody is shed, and in a quarter somebody else is better off for it."""
    shed = better = 0
    for seed in range(SITES):
        with_list = run(site(seed, sheds=True))
        shed += any(one.kind == "shed" for one in with_list.spells)
        better += down_h(with_list) != down_h(run(site(seed, sheds=False)))
    assert shed >= SITES / 3
    assert better >= SITES / 4
