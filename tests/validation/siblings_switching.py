"""Siblings with switches, ties, cords, shared feeds and standby, answered by chains that are written out here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import product

import numpy as np
from scipy import integrate, stats

from .checker import YEAR_H
from .exact import steady_state
from .readings import complement, site
from .sibling import Sibling, exponential, head

State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[State, float]]]


def _down(start: State, moves: Moves, is_up: Callable[[State], bool]) -> float:
    """Share of time down of the chain of all states that can be reached."""
    rates: dict[tuple[str, str], float] = {}
    seen, open_ = {start}, [start]
    while open_:
        here = open_.pop()
        for there, rate in moves(here):
            if there != here and rate > 0:
                pair = str(here), str(there)
                rates[pair] = rates.get(pair, 0.0) + rate
                if there not in seen:
                    seen.add(there)
                    open_.append(there)
    shares = steady_state([str(state) for state in seen], rates)
    return math.fsum(shares[str(state)] for state in seen if not is_up(state))


def _sibling(name: str, text: str, expected: float, replications: int) -> Sibling:
    return Sibling(name, text, replications, expected, complement("facility_availability"))


def _transfer_switch() -> Iterator[Sibling]:
    """A switch between two feeds that often does not move, and is then moved by hand.

    State: either feed, the position, stuck or not. It goes back to the first feed without a break, and that never
    fails. By hand it is moved to what lives; if nothing does it is in order again and waits.
    """
    fails, by_hand = 0.2, 1 / 5
    lives, repairs = (1 / 300, 1 / 200), (1 / 20, 1 / 30)

    def settled(state: State) -> Iterator[tuple[State, float]]:
        a, b, at, stuck = state
        if a and (at == 0 or b):
            yield (a, b, 0, 0), 1.0
        elif (a, b)[at]:
            yield (a, b, at, 0), 1.0
        elif not (a, b)[1 - at] or stuck:
            yield state, 1.0
        else:
            yield (a, b, 1 - at, 0), 1 - fails
            yield (a, b, at, 1), fails

    def moves(state: State) -> Iterator[tuple[State, float]]:
        for feed in (0, 1):
            changed = [*state]
            changed[feed] = 1 - state[feed]
            rate = (lives if state[feed] else repairs)[feed]
            yield from ((there, rate * chance) for there, chance in settled(tuple(changed)))
        a, b, at, stuck = state
        if stuck:
            yield (a, b, 1 - at if (a, b)[1 - at] else at, 0), by_hand

    expected = _down((1, 1, 0, 0), moves, lambda state: bool(state[state[2]]))
    feeds = "".join(
        f"    {name}: {{mttf_h: {life}, mttr_h: {exponential(repair)}, upstream: [source]}}\n"
        for name, life, repair in (("first", 300, 20), ("second", 200, 30))
    )
    text = head(feeds=feeds, grid="  upstream: {source: {mttf_h: never}}\n") + (
        "  switch: {kind: ats, mttf_h: never, transfer: {from: [first, second], delay_s: 0, fail_to_transfer: 0.2, "
        f"manual_transfer_h: {exponential(5)}}}}}\nhalls: {{hall: {{it_mw: 1, cords: [switch]}}}}\n"
    )
    yield _sibling("a switch that does not move", text, expected, 40)


def _tie() -> Iterator[Sibling]:
    """Two sides with a tie that does not always close; whoever closes it by hand needs some hours."""
    fails, by_hand, life, repair = 0.3, 1 / 4, 1 / 300, 1 / 20

    def settled(state: State) -> Iterator[tuple[State, float]]:
        a, b, closed, stuck = state
        if a and b:
            yield (1, 1, 0, 0), 1.0
        elif not (a or b) or closed or stuck:
            yield state, 1.0
        else:
            yield (a, b, 1, 0), 1 - fails
            yield (a, b, 0, 1), fails

    def moves(state: State) -> Iterator[tuple[State, float]]:
        a, b, closed, stuck = state
        for changed, rate in (
            ((1 - a, b, closed, stuck), life if a else repair),
            ((a, 1 - b, closed, stuck), life if b else repair),
        ):
            yield from ((there, rate * chance) for there, chance in settled(changed))
        if stuck:
            yield (a, b, int(a != b), 0), by_hand

    expected = _down((1, 1, 0, 0), moves, lambda state: state[0] + state[1] + state[2] >= 2)
    sides = "".join(
        f"  line-{side}: {{kind: element, mttf_h: 300, mttr_h: {exponential(20)}, fed_by: [mains]}}\n"
        f"  board-{side}: {{kind: switchgear, mttf_h: never, fed_by: [line-{side}]}}\n"
        for side in "ab"
    )
    text = (
        head()
        + sides
        + "  tie: {kind: bus_tie, between: [board-a, board-b], closes_when: one-side-dead, delay_s: 0, mttf_h: never, "
        f"fail_to_transfer: 0.3, manual_transfer_h: {exponential(4)}}}\n"
        "halls: {hall-a: {it_mw: 1, cords: [board-a]}, hall-b: {it_mw: 1, cords: [board-b]}}\n"
    )
    yield _sibling("a tie that does not close", text, expected, 30)


def _standby() -> Iterator[Sibling]:
    """More in use than needed, the rest warm; who takes over may fail to; too few crews.

    State: in use, standing by.
    """
    for count, in_use, needed, life, repair, idle, fails, crews in (
        (5, 3, 2, 200, 60, 0.2, 0.1, 1),
        (6, 2, 2, 150, 60, 0.5, 0.3, 2),
    ):

        def moves(
            state: State,
            count: int = count,
            in_use: int = in_use,
            life: float = life,
            repair: float = repair,
            idle: float = idle,
            fails: float = fails,
            crews: int = crews,
        ) -> Iterator[tuple[State, float]]:
            used, standing = state
            for asked in range(standing):
                yield (used, standing - asked - 1), used / life * fails**asked * (1 - fails)
            yield (used - 1, 0), used / life * fails**standing
            yield (used, standing - 1), standing * idle / life
            back = (used + 1, standing) if used < in_use else (used, standing + 1)
            yield back, min(count - used - standing, crews) / repair

        def is_up(state: State, needed: int = needed) -> bool:
            return sum(state) >= needed

        expected = _down((in_use, count - in_use), moves, is_up)
        text = head() + (
            f"  units: {{kind: element, count: {count}, needed: {needed}, mttf_h: {life}, "
            f"mttr_h: {exponential(repair)}, fed_by: [mains], crew: all, "
            f"standby: {{in_use: {in_use}, idle: {idle}, fail_to_take_over: {fails}}}}}\n"
            f"halls: {{hall: {{it_mw: 1, cords: [units]}}}}\ncrews: {{all: {{count: {crews}}}}}\n"
        )
        yield _sibling(f"{in_use} of {count} in use, {needed} needed", text, expected, 40)


def _shared_cords() -> Iterator[Sibling]:
    """Three boards in a ring of cords: what one loses overloads another, which trips, and so on."""
    ratings, lives, repair = {"a": 1.0, "b": 1.0, "c": 1.3}, {"a": 400, "b": 300, "c": 500}, 40
    halls = {"ab": 0.8, "bc": 0.6, "ca": 0.6}

    def holds(live: set[str]) -> bool:
        while all(live & set(cords) for cords in halls):
            carried = {
                board: math.fsum(mw / len(live & set(cords)) for cords, mw in halls.items() if board in cords)
                for board in live
            }
            overloaded = {board for board in live if carried[board] > ratings[board] + 0.001}
            if not overloaded:
                return True
            live = live - overloaded
        return False

    up = {board: life / (life + repair) for board, life in lives.items()}
    expected = 1 - math.fsum(
        math.prod(up[board] if is_up else 1 - up[board] for board, is_up in zip("abc", state, strict=True))
        for state in product((True, False), repeat=3)
        if holds({board for board, is_up in zip("abc", state, strict=True) if is_up})
    )
    boards = "".join(
        f"  {name}: {{kind: switchgear, rating_mw: {ratings[name]}, overload_s: 0, reset_h: 0, mttf_h: {lives[name]}, "
        f"mttr_h: {repair}, fed_by: [mains]}}\n"
        for name in "abc"
    )
    cords = "".join(f"  {name}: {{it_mw: {mw}, cords: [{', '.join(name)}]}}\n" for name, mw in halls.items())
    yield _sibling("boards that share halls and trip", f"{head()}{boards}halls:\n{cords}", expected, 20)


def _upstream() -> Iterator[Sibling]:
    """Three feeds of which two share a line, and all a substation; any one is enough."""

    def out(life: float, repair: float) -> float:
        return repair / (life + repair)

    line = out(500, 20) + (1 - out(500, 20)) * out(200, 30) * out(250, 30)
    expected = out(3000, 10) + (1 - out(3000, 10)) * out(300, 60) * line
    feeds = (
        "    one: {mttf_h: 200, mttr_h: 30, upstream: [substation, line]}\n"
        "    two: {mttf_h: 250, mttr_h: 30, upstream: [substation, line]}\n"
        "    three: {mttf_h: 300, mttr_h: {mean: 60, cv: 2}, upstream: [substation]}\n"
    )
    upstream = "  upstream: {substation: {mttf_h: 3000, mttr_h: 10}, line: {mttf_h: 500, mttr_h: 20}}\n"
    text = head(feeds=feeds, grid=upstream) + (
        "  board: {kind: switchgear, mttf_h: never, fed_by: [one, two, three]}\n"
        "halls: {hall: {it_mw: 1, cords: [board]}}\n"
    )
    yield _sibling("three feeds with a line and a substation in common", text, expected, 80)


def _restart() -> Iterator[Sibling]:
    """Chillers against the heat of the hall: a loss of D, exponential, and a restart of R, lognormal, of minutes.

    The hall is too hot from 9 min after the beginning of the loss until D + R, and a loss is an outage if D + R is more.
    """
    sigma = math.sqrt(math.log1p(0.5**2))
    law = stats.lognorm(sigma, scale=5 * math.exp(-(sigma**2) / 2))
    beyond, _ = integrate.quad(
        lambda restart: float(law.pdf(restart)) * math.exp(-max(0.0, 9 - restart) / 3), 0, np.inf, limit=400
    )
    feed = f"mttf_h: 500, mttr_h: {exponential(0.05)}"
    text = head(feed=feed) + (
        "  board: {kind: switchgear, mttf_h: never, fed_by: [mains]}\n"
        "  ups: {kind: ups, rating_mw: 2, battery_min: 600, recharge_min: 1, mttf_h: never, fed_by: [board]}\n"
        "cooling:\n"
        "  chiller: {kind: chiller, mttf_h: never, fail_to_restart: 0, restart_min: {mean: 5, cv: 0.5}, fed_by: [board]}\n"
        "halls: {hall: {it_mw: 1, cords: [ups], cooled_by: [chiller], ride_through_min: 9}}\n"
    )
    expected = YEAR_H / 500.05 * beyond
    yield Sibling("a restart against the heat", text, 50, expected, site("facility_outages_per_year"))


FAMILIES = (_transfer_switch, _tie, _standby, _shared_cords, _upstream, _restart)
