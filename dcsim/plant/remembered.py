"""Answers of pure functions of a plant, kept with the plant."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

from dcsim.plant.network import Plant

Question = TypeVarTuple("Question")
Answer = TypeVar("Answer")

MOST = 4096
"""Answers of one function that a plant keeps before it forgets them all; a site meets some hundred."""


def remembered(
    function: Callable[[Plant, *Question], Answer],
) -> Callable[[Plant, *Question], Answer]:
    """The function, which answers a question it has answered before with the same object.

    It takes just what its answer depends on, so that many states ask the same: a site meets thousands of
    states, but power takes only some hundred ways through it. No answer is None.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answer(plant: Plant, *question: *Question) -> Answer:
        known: dict[tuple[object, ...], Answer] = plant.answers[name]
        found = known.get(question)
        if found is None:
            if len(known) >= MOST:
                known.clear()
            found = known[question] = function(plant, *question)
        return found

    return answer
