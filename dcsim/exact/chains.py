"""Small Markov chains: shares of time, how often, how long until; what is rare keeps its digits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum, inf
from typing import TYPE_CHECKING, Generic, TypeVar

from dcsim.errors import UsageError
from dcsim.exact.blocks import Steady

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_STATES = 2_000
"""Elimination takes the cube of this many steps."""

S = TypeVar("S", bound=Hashable)


@dataclass(frozen=True)
class Chain(Generic[S]):
    """A Markov chain in continuous time: `rates` has the rate per hour of each transition (from, to).

    Raises UsageError for a rate that is negative or not finite, a transition from a state to itself, and more
    than `MOST_STATES` states.
    """

    rates: Mapping[tuple[S, S], float]

    def __post_init__(self) -> None:
        for (here, there), rate in self.rates.items():
            if here == there or not 0 <= rate < inf:
                raise UsageError(f"a rate of {rate:g} from {here!r} to {there!r} is none")
        if len(self.states) > MOST_STATES:
            raise UsageError(f"{len(self.states):,} states; a chain of at most {MOST_STATES:,} can be solved")

    @cached_property
    def states(self) -> tuple[S, ...]:
        """All states, in the order in which the rates name them."""
        return tuple(dict.fromkeys(state for pair in self.rates for state in pair))

    @cached_property
    def shares(self) -> dict[S, float]:
        """Long-run share of time in each state; states that are left for good have 0.

        State by state is taken out of the chain and what led through it is led past it (Grassmann, Taksar and
        Heyman 1985): sums, products and quotients of positive numbers only. Raises UsageError where the chain
        ends in more than one place, for then the long run depends on the beginning.
        """
        import numpy as np

        last = self._states_of_the_long_run()
        place = {state: i for i, state in enumerate(last)}
        n = len(last)
        flow: NDArray[np.float64] = np.zeros((n, n))
        for (here, there), rate in self.rates.items():
            if here in place and there in place:
                flow[place[here], place[there]] += rate
        for i in range(n - 1, 0, -1):
            flow[:i, i] /= flow[i, :i].sum()
            flow[:i, :i] += np.outer(flow[:i, i], flow[i, :i])
        weight = np.ones(n)
        for i in range(1, n):
            weight[i] = weight[:i] @ flow[:i, i]
        total = fsum(weight.tolist())
        found = dict.fromkeys(self.states, 0.0)
        return found | {state: float(w) / total for state, w in zip(last, weight, strict=True)}

    def steady(self, is_down: Callable[[S], bool]) -> Steady:
        """The long run of something that is down in these states."""
        down = {state: is_down(state) for state in self.states}
        share, rates = self.shares, self.rates.items()
        falls = (share[here] * rate for (here, there), rate in rates if down[there] and not down[here])
        return Steady(fsum(share[state] for state in self.states if down[state]), fsum(falls))

    def mean_time_to(self, is_down: Callable[[S], bool], start: S) -> float:
        """Mean hours from `start` until the first of these states; infinite if it may never come.

        The chain that begins anew at `start` whenever it gets there does so once in that time, on average.
        """
        if is_down(start):
            return 0.0
        again: dict[tuple[S, S], float] = {}
        falls: dict[S, float] = {}
        for (here, there), rate in self.rates.items():
            if is_down(here):
                continue
            if is_down(there):
                falls[here] = falls.get(here, 0.0) + rate
            else:
                again[here, there] = rate
        back = {(here, start): again.get((here, start), 0.0) + rate for here, rate in falls.items()}
        back = {pair: rate for pair, rate in back.items() if pair[0] != pair[1]}
        reached = _reached({pair for pair, rate in {**again, **back}.items() if rate > 0}, start)
        restarted = {pair: rate for pair, rate in {**again, **back}.items() if pair[0] in reached}
        if not restarted:
            return 1 / falls[start] if falls.get(start, 0.0) > 0 else inf
        try:
            share = Chain(restarted).shares
        except UsageError:
            return inf  # it may end somewhere else
        per_h = fsum(share.get(here, 0.0) * rate for here, rate in falls.items())
        return 1 / per_h if per_h > 0 else inf

    def at(self, start: Mapping[S, float], hours: float) -> dict[S, float]:
        """Probability of each state after so many hours; `start` has those at hour 0."""
        from scipy.linalg import expm

        row = self._row(start) @ expm(self._generator() * hours)
        return dict(zip(self.states, row.tolist(), strict=True))

    def mean_over(self, start: Mapping[S, float], hours: float) -> dict[S, float]:
        """Share of the first `hours` that is spent in each state, on average."""
        import numpy as np
        from scipy.linalg import expm

        n = len(self.states)
        both = np.zeros((2 * n, 2 * n))  # the integral of exp(Q t) stands in the corner (Van Loan 1978)
        both[:n, :n] = self._generator() * hours
        both[:n, n:] = np.eye(n)
        row = self._row(start) @ expm(both)[:n, n:]
        return dict(zip(self.states, row.tolist(), strict=True))

    def _generator(self) -> NDArray[np.float64]:
        import numpy as np

        place = {state: i for i, state in enumerate(self.states)}
        matrix: NDArray[np.float64] = np.zeros((len(place), len(place)))
        for (here, there), rate in self.rates.items():
            matrix[place[here], place[there]] += rate
            matrix[place[here], place[here]] -= rate
        return matrix

    def _row(self, start: Mapping[S, float]) -> NDArray[np.float64]:
        import numpy as np

        return np.array([start.get(state, 0.0) for state in self.states])

    def _states_of_the_long_run(self) -> list[S]:
        """The one closed class of states that the chain ends in."""
        import numpy as np
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        place = {state: i for i, state in enumerate(self.states)}
        arcs = [(place[a], place[b]) for (a, b), rate in self.rates.items() if rate > 0]
        n = len(place)
        rows, columns = np.array(arcs, np.int64).reshape(-1, 2).T
        graph = coo_array((np.ones(len(arcs)), (rows, columns)), shape=(n, n))
        count, of = connected_components(graph, directed=True, connection="strong")
        leaves = {of[a] for a, b in arcs if of[a] != of[b]}
        ends = [number for number in range(count) if number not in leaves]
        if len(ends) != 1:
            raise UsageError(f"the chain may end in {len(ends)} places: it has no long run of its own")
        return [state for state in self.states if of[place[state]] == ends[0]]


def _reached(arcs: set[tuple[S, S]], start: S) -> set[S]:
    after: dict[S, list[S]] = {}
    for here, there in arcs:
        after.setdefault(here, []).append(there)
    found, pending = {start}, [start]
    while pending:
        for there in after.get(pending.pop(), ()):
            if there not in found:
                found.add(there)
                pending.append(there)
    return found
