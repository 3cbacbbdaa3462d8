"""Hand-computed tables (`hand/`), put to the plant room and to the judge: neither is believed without them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .adapter import PlantRoom
from .described import described
from .hand import ROWS
from .hand.row import Row, watts
from .judge import Answer, Case, judged, judged_cascade
from .whole_watts import WholeWatts

Respondent = Callable[[Row], tuple[Answer, Answer, tuple[frozenset[str], ...]]]
"""Asked for a row, says what is served before anything trips, what at last, and the steps between."""


def the_plant_room(row: Row) -> tuple[Answer, Answer, tuple[frozenset[str], ...]]:
    room = PlantRoom.of(row.plant)
    return room.observed(row.condition), *room.observed_cascade(row.condition)


def the_judge(row: Row) -> tuple[Answer, Answer, tuple[frozenset[str], ...]]:
    site = described(row.plant)
    _, last, trips = judged_cascade(site, row.condition)
    answer = judged(site, row.condition)
    whole = WholeWatts(Case(site, row.condition)).carried()
    return Answer(answer.served_w, whole, answer.drain_w, answer.live, answer.overloaded), last, trips


QUESTIONS = [
    pytest.param(row, respondent, id=f"{row.id} ({who})")
    for row in ROWS
    for respondent, who in ((the_judge, "judge"), (the_plant_room, "plant room"))
]


@pytest.mark.parametrize(("row", "respondent"), QUESTIONS)
def test_hand_computed(row: Row, respondent: Respondent) -> None:
    first, last, trips = respondent(row)
    assert first.served_w == watts(row.served)
    assert {name: first.carried_w[name] for name in row.carried} == watts(row.carried)
    assert {name: w for name, w in first.drain_w.items() if w} == watts(row.drain)
    assert first.overloaded == row.overloaded
    assert [set(step) for step in trips] == row.trips
    assert last.served_w == watts(row.served_at_last or row.served)
    assert not last.overloaded
