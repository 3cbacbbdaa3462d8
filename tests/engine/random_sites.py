"""Random sites as scenario text, with random rates: what the two drivers are compared on.

One path or two sides, with a tie, with a shared third block (3N/2), with transfer switches or parallel inputs;
sets too few or one spare; batteries shorter than the start, ride-through shorter than the restart; sags, planned
works, floods, tanks that run dry.
"""

from __future__ import annotations

import random


def random_site(seed: int) -> str:
    """The scenario without its head, one for each seed."""
    rng = random.Random(seed)
    years = rng.choice((1, 5, 20))
    often = rng.choice((1, 1, 3, 10))
    sides = rng.choice(("one", "two", "tied", "three"))
    with_switch = rng.random() < 0.6
    cooled = rng.random() < 0.7
    return "\n".join(
        (
            f"horizon: {{years: {years}}}",
            _grid(rng, often, cooled),
            "power:",
            *_sources(rng, often),
            *_paths(rng, often, sides, with_switch),
            *(_cooling(rng, often, sides) if cooled else ()),
            *_halls(rng, sides, cooled),
        )
    )


def _grid(rng: random.Random, often: int, cooled: bool) -> str:
    lines = ["grid:", f"  upstream: {{region: {{failures_per_year: {0.2 * often}, mttr_h: 4}}}}", "  feeds:"]
    for name in ("east", "west"):
        law = rng.choice(("2", "{mean: 3, cv: 1.5}", "{law: exponential, mean: 2}"))
        rate = round(often * rng.choice((0.5, 2, 4)), 3)
        lines.append(f"    {name}: {{failures_per_year: {rate}, mttr_h: {law}, upstream: [region]}}")
    lines.append("  interruptions:")
    lines.append(f"    flood: {{hits: all, per_year: {0.2 * often}, duration_h: {{median: 8, sigma: 1}}}}")
    if rng.random() < 0.5:
        notice = rng.choice((0, 24))
        lines.append(
            f"    works: {{hits: [east], saifi: {often}, saidi_min: {180 * often}, planned_share: 0.6, "
            f"notice_h: {notice}}}"
        )
    if cooled and rng.random() < 0.6:
        lines.append(f"  sags: {{per_year: {3 * often}}}")
    return "\n".join(lines)


def _sources(rng: random.Random, often: int) -> list[str]:
    sets = rng.choice((2, 3, 4))
    tank = rng.choice(("", "fuel: {tank_h: 6, refill_h: 20},", "fuel: {tank_h: 12, lead_h: 4, truck_m3: 3},"))
    start = rng.choice(("10", "{law: uniform, low: 10, high: 60}"))
    stable = rng.choice((0, 10))
    return [
        f"  gensets: {{kind: genset, count: {sets}, rating_mw: 1, fail_to_start: {rng.choice((0.01, 0.06))}, "
        f"start_s: {start}, sync_s: {rng.choice((0, 20))}, mttf_h: {rng.choice((60, 1000))}, mttr_h: 24, "
        f"confirm_s: {rng.choice((0, 3))}, stable_min: {stable}, cooldown_min: {rng.choice((0, 5))}, {tank} "
        f"failures_per_year: {0.5 * often}}}"
    ]


def _paths(rng: random.Random, often: int, sides: str, with_switch: bool) -> list[str]:
    names = {"one": "a", "two": "ab", "tied": "ab", "three": "abc"}[sides]
    lines = []
    for n, side in enumerate(names):
        order = "east, west, gensets" if n % 2 == 0 else "west, east, gensets"
        fail = rng.choice((0, 0.02))
        inputs = (
            f"transfer: {{from: [{order}], delay_s: 2, fail_to_transfer: {fail}}}"
            if with_switch
            else f"fed_by: [{order}]"
        )
        lines.append(
            f"  board-{side}: {{kind: switchgear, rating_mw: 3, failures_per_year: {0.05 * often}, mttr_h: 24, "
            f"reset_h: 2, {inputs}}}"
        )
        count = rng.choice((2, 3))
        battery = rng.choice((0.1, 5, 15))
        lines.append(
            f"  ups-{side}: {{kind: ups, count: {count}, rating_mw: {rng.choice((0.7, 1.0))}, "
            f"battery_min: {battery}, recharge_min: {rng.choice((30, 600))}, failures_per_year: {0.2 * often}, "
            f"mttr_h: 12, fed_by: [board-{side}]}}"
        )
    if sides == "tied":
        lines.append(
            "  tie: {kind: bus_tie, between: [board-a, board-b], closes_when: one-side-dead, delay_s: 3}"
        )
    return lines


def _cooling(rng: random.Random, often: int, sides: str) -> list[str]:
    boards = ["board-a"] if sides == "one" else ["board-a", "board-b"]
    each = rng.choice((1, 2))
    split = ", ".join(f"{board}: {each}" for board in boards)
    return [
        "cooling:",
        f"  chillers: {{kind: chiller, count: {each * len(boards)}, needed: {each}, draw_mw: 0.2, "
        f"restart_min: {rng.choice(('3', '{mean: 5, cv: 0.2}'))}, fail_to_restart: {rng.choice((0, 0.02))}, "
        f"drops_at_sag: true, failures_per_year: {0.2 * often}, mttr_h: 12, split: {{{split}}}}}",
    ]


def _halls(rng: random.Random, sides: str, cooled: bool) -> list[str]:
    cords = {
        "one": ["ups-a"],
        "two": ["ups-a, ups-b"] * 2,
        "tied": ["ups-a, ups-b"],
        "three": ["ups-a, ups-b", "ups-b, ups-c", "ups-c, ups-a"],
    }[sides]
    minutes = rng.choice((2, 8))
    heat = f", cooled_by: [chillers], ride_through_min: {minutes}, recovery_min: {rng.choice((0, 60))}"
    lines = ["halls:"]
    for n, cord in enumerate(cords):
        it_mw = rng.choice((0.4, 0.6, 0.9))
        lines.append(f"  hall-{n}: {{it_mw: {it_mw}, cords: [{cord}]{heat if cooled else ''}}}")
    return lines
