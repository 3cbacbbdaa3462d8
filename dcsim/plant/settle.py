"""Where a state goes by itself: switches to what they prefer, ties, overload trips; and who should start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dcsim.plant.blocks import in_blocks
from dcsim.plant.live import Live, energised
from dcsim.plant.network import Plant, State
from dcsim.plant.remembered import remembered
from dcsim.plant.shedding import next_to_shed, shed
from dcsim.plant.supply import Flow, served

Seen = list[tuple[State, Flow]]
_MOST_MOVES = 50  # moves of all switches and ties together; a plant that still moves then is left as it is


@dataclass(frozen=True)
class Wish:
    """What switches and ties want in a state.

    `position` per switch: the first live input, or the present one if none is live. `from_dead` per switch:
    whether the closed input is dead, so that the move breaks and takes its delay. `closed` per tie.
    """

    position: tuple[int, ...]
    from_dead: tuple[bool, ...]
    closed: tuple[bool, ...]


def wishes(plant: Plant, state: State, found: Live | None = None) -> Wish:
    """What every switch and tie wants; a group that does not conduct wants nothing new."""
    return _wishes(plant, found or energised(plant, state), any(state.staying))


@remembered
def _wishes(plant: Plant, seen: Live, staying: bool) -> Wish:
    position, from_dead = [], []
    for present, i in zip(seen.position, plant.switches, strict=True):
        inputs = plant.nodes[i].inputs.nodes
        dead = present < 0 or not seen.live[inputs[present]]
        first = next((p for p, source in enumerate(inputs) if seen.live[source]), present)
        moves = seen.conducts[i] and (dead or not staying)
        position.append(first if moves else present)
        from_dead.append(dead)
    return Wish(tuple(position), tuple(from_dead), _wanted_ties(plant, seen, staying))


def _wanted_ties(plant: Plant, seen: Live, staying: bool) -> tuple[bool, ...]:
    wanted = []
    for tie, is_closed in zip(plant.ties, seen.closed, strict=True):
        usable = seen.conducts[tie.node] and seen.conducts[tie.a] and seen.conducts[tie.b]
        if not tie.automatic or not usable:
            wanted.append(is_closed)
            continue
        if is_closed:
            # Open again only when neither board needs the other, nor a third one behind it.
            wanted.append(staying or not (seen.own[tie.a] and seen.own[tie.b]))
        else:
            wanted.append(seen.live[tie.a] != seen.live[tie.b])
    return tuple(wanted)


def _one_more(now: tuple[bool, ...], wanted: tuple[bool, ...]) -> tuple[bool, ...]:
    """All openings, and the first closing: a dead board between two live ones needs only one of its ties."""
    both = list(enumerate(zip(now, wanted, strict=True)))
    closing = next((n for n, (is_closed, want) in both if want and not is_closed), -1)
    return tuple(want and (is_closed or n == closing) for n, (is_closed, want) in both)


def settled(plant: Plant, state: State) -> State:
    """The state after every switch and tie has moved where it wants to be, delays and failures aside."""
    for _ in range(_MOST_MOVES):
        wish = wishes(plant, state)
        if wish.position == state.position and wish.closed == state.closed:
            return state
        state = replace(state, position=wish.position, closed=_one_more(state.closed, wish.closed))
    return state


def cascade(
    plant: Plant,
    state: State,
    demand: Sequence[int] | None = None,
    *,
    settle: bool = False,
    seen: Seen | None = None,
) -> tuple[State, Flow, tuple[frozenset[int], ...]]:
    """Trip what is overloaded until nothing is: (final state, its flow, the nodes tripped in each step).

    Of the overloaded nodes those with the smallest `overload_s` go first, all of them together. With
    `settle` switches and ties move between the steps. A group that sheds tenants before anything trips does
    that first. All flows on the way are added to `seen`.
    """
    steps: list[frozenset[int]] = []
    while True:
        state = settled(plant, state) if settle else state
        flow = served(plant, state, demand)
        if seen is not None:
            seen.append((state, flow))
        if not flow.overloaded:
            return state, flow, tuple(steps)
        soonest = min(plant.nodes[i].overload_h for i in flow.overloaded)
        relief = next_to_shed(plant, state, flow, demand)
        if relief is not None and relief.within_h <= soonest:
            state = shed(state, relief.tenant)
            continue
        tripped = frozenset(i for i in flow.overloaded if plant.nodes[i].overload_h == soonest)
        opened = tuple(o or i in tripped for i, o in enumerate(state.opened))
        state = replace(state, opened=opened)
        steps.append(tripped)


def wanted_gensets(
    plant: Plant, state: State, demand: Sequence[int] | None = None, seen: Seen | None = None
) -> tuple[bool, ...]:
    """Per genset node: should it run?

    It should if its full complement would raise what mains alone, without batteries, can serve; and also if
    all gensets together would raise it and this one then carries a part. The full complement (all sets that
    are in service) and not the healthy sets: otherwise a repaired set would begin an episode. Tenants who are
    shed ask for power like everybody: what of the state says who is shed, waits or holds switches does not
    matter. All flows that this is found from are added to `seen`.
    """
    if not plant.gensets:
        return ()
    asked = sum(plant.demand if demand is None else demand)
    mains = _with_gensets(plant, state, frozenset())
    alone = cascade(plant, mains, demand, settle=True, seen=seen)[1].total_w
    if alone >= asked:
        return (False,) * len(plant.gensets)
    together = _flow(plant, mains, frozenset(plant.gensets), demand, seen)
    helps = together.total_w > alone
    return tuple(
        (helps and together.carried_w[g] > 0)
        or _flow(plant, mains, frozenset({g}), demand, seen).total_w > alone
        for g in plant.gensets
    )


def _flow(
    plant: Plant, mains: State, running: frozenset[int], demand: Sequence[int] | None, seen: Seen | None
) -> Flow:
    """What comes of these genset nodes at full strength, in load blocks where all at once is too much."""
    state = _with_gensets(plant, mains, running)
    asked = plant.demand if demand is None else demand
    found = cascade(plant, state, demand, settle=True, seen=seen)[1]
    if not plant.blocks or found.total_w >= sum(asked):
        return found
    by_block = in_blocks(plant, settled(plant, state), asked)
    stepwise = cascade(plant, by_block, demand, settle=True, seen=seen)[1]
    return max(found, stepwise, key=lambda flow: flow.total_w)


def _with_gensets(plant: Plant, state: State, running: frozenset[int]) -> State:
    """The state with empty batteries, nobody waiting or shed, and exactly these genset nodes on line."""
    units = list(state.units)
    opened = list(state.opened)
    for n, g in enumerate(plant.gensets):
        all_sets = state.in_service[n] if state.in_service else plant.nodes[g].count
        units[g] = all_sets if g in running else 0
        opened[g] = g not in running
    return replace(
        state,
        units=tuple(units),
        opened=tuple(opened),
        charged=(False,) * len(plant.batteries),
        staying=(),
        waiting=(),
        shed=(False,) * len(plant.tenants),
    )


def can_close(plant: Plant, state: State, nodes: Sequence[int], demand: Sequence[int] | None = None) -> bool:
    """Whether these open nodes could close to some purpose and without a new overload.

    Switches have then moved to what they prefer. What is overloaded already does not stand in the way.
    """
    opened = tuple(o and i not in nodes for i, o in enumerate(state.opened))
    after = served(plant, settled(plant, replace(state, opened=opened)), demand)
    if not all(after.live[i] for i in nodes):
        return False  # nothing to give yet: gensets below `needed`, or no input
    return set(after.overloaded) <= set(served(plant, state, demand).overloaded)


def on_gensets(plant: Plant) -> State:
    """The state in which every feed is gone, all sets run and all else is well."""
    units = tuple(0 if node.kind == "feed" else node.count for node in plant.nodes)
    return settled(plant, replace(plant.normal, units=units, opened=(False,) * len(plant.nodes)))


def tank_load_w(plant: Plant) -> int:
    """Load of the site with every hall full and its losses on gensets, W: what tanks given in hours go by."""
    flow = served(plant, on_gensets(plant))
    losses_w = sum(
        node.taken_in_w(watts) - watts for node, watts in zip(plant.nodes, flow.carried_w, strict=True)
    )
    return plant.design_w + losses_w


def design_load_w(plant: Plant) -> dict[int, int]:
    """What each genset node carries when all sets run, every feed is gone and all else is well, W."""
    flow = served(plant, on_gensets(plant))
    return {g: flow.carried_w[g] for g in plant.gensets}
