"""A tank between two losses: what has been brought is there, and no more."""

from __future__ import annotations

import pytest

from tests.engine.made import happened, outages, run

# The tank lasts 10 h at the site's load. Losses begin at 100 h and at so many hours after the end of the first.
SITE = """
horizon: {{hours: 1000}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions:
    first: {{hits: [mains], at_h: [100], duration_h: {first}}}
    second: {{hits: [mains], at_h: [{again}], duration_h: 20}}
power:
  sets: {{kind: genset, count: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 0, sync_s: 0,
         fuel: {{tank_h: 10, refill_h: 40{more}}}}}
  board: {{kind: element, mttf_h: never, fed_by: [mains, sets]}}
halls: {{hall: {{it_mw: 1, cords: [board]}}}}
"""


def dark_from(first: float, again: float, more: str = "") -> float:
    """Hours into the second loss at which the tank is dry."""
    result = run(SITE.format(first=first, again=again, more=more))
    (outage,) = [one for one in outages(result) if one[0] > again]
    return outage[0] - again


@pytest.mark.parametrize(
    ("first", "pause", "left"),
    [
        (8, 8, 4),  # 2 h are left, and 8 of 40 h bring 2
        (8, 20, 7),
        (8, 32, 10),  # just full
        (8, 100, 10),
        (4, 8, 8),
        (10, 8, 2),  # dry at the very end of the loss
        (15, 8, 2),  # dry for 5 h
    ],
)
def test_the_next_loss_finds_what_has_been_brought(first: float, pause: float, left: float) -> None:
    assert dark_from(first, 100 + first + pause) == pytest.approx(left, abs=1e-9)


def test_a_tank_that_is_full_at_once() -> None:
    """Half an hour brings 0.125 h; with `refill_h: 0` all."""
    assert dark_from(8, 108.5) == pytest.approx(2.125)
    text = SITE.replace("refill_h: 40", "refill_h: 0").format(first=8, again=108.5, more="")
    (outage,) = outages(run(text))
    assert outage[0] == pytest.approx(118.5)


def test_an_empty_tank_is_refuelled_from_the_end_of_the_loss_on() -> None:
    """Dry at 110 h, the loss ends at 115: from then on there is fuel again."""
    result = run(SITE.format(first=15, again=900, more=""))
    assert outages(result)[0] == (110.0, 115.0)
    kinds = [(time, kind) for time, kind, _ in happened(result, "out-of-fuel", "refuelled")]
    assert kinds[:2] == [(110.0, "out-of-fuel"), (115.0, "refuelled")]


def test_deliveries_to_a_bulk_tank_with_a_day_tank() -> None:
    """The day tank has 1 h, the bulk tank 10 m3; sets burn 1 m3 an hour. After 8 h of loss the bulk tank has 3 m3
    left of 10, the day tank is full; 8 of 40 h bring 2: 5 + 1 h are there at the next loss.
    """
    fuel = "usable_m3: 10, day_tank_m3: 1, pumps: pumps, litres_per_kwh: 1, refill_h: 40"
    text = SITE.replace("tank_h: 10, refill_h: 40", fuel).replace(
        "  board:", "  pumps: {{kind: fuel_pump, rating_m3_h: 5, mttf_h: never, fed_by: [board]}}\n  board:"
    )
    result = run(text.format(first=8, again=116, more=""))
    assert outages(result)[0][0] - 116 == pytest.approx(10 - 8 + 2 + 1, abs=0.3)
