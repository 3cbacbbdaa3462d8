"""A loss of the mains from beginning to end, and what may come in between: times to the second."""

from __future__ import annotations

import pytest

from dcsim.records import BlockResult
from tests.engine.made import MINUTE, SECOND, outages, run

# Three sets of 1.5 MW on a board with a transfer switch; a UPS whose battery lasts 5 min at any load.
SITE = """
horizon: {{hours: 100}}
grid:
  feeds: {{mains: {{mttf_h: never}}}}
  interruptions: {{loss: {{hits: [mains], at_h: {at_h}, duration_h: {length}}}}}
power:
  gensets: {{kind: genset, count: {count}, rating_mw: 1.5, fail_to_start: {fts}, start_attempts: {attempts}, attempt_s: 20,
            mttf_h: never, mttr_h: {{law: fixed, value: 5}}, confirm_s: 3, start_s: 10, sync_s: 25,
            stable_min: 15, cooldown_min: {cooldown}, retransfer: {retransfer}}}
  board: {{kind: switchgear, mttf_h: never, transfer: {{from: [mains, gensets], delay_s: 2, fail_to_transfer: {fail}, manual_transfer_h: 6 min}}}}
  ups: {{kind: ups, rating_mw: 5, battery_min: {battery}, recharge_min: 600, drain: constant, mttf_h: never, fed_by: [board]}}
halls: {{hall: {{it_mw: {it_mw}, cords: [ups]}}}}
"""


def site(**changes: object) -> str:
    values = {
        "at_h": "[10]",
        "length": 1,
        "count": 3,
        "fts": 0,
        "attempts": 1,
        "cooldown": 7.5,
        "retransfer": "closed",
        "fail": 0,
        "battery": 5,
        "it_mw": 3,
    }
    return SITE.format(**{**values, **changes})


def after_ten(result: BlockResult, *kinds: str) -> list[tuple[float, str, int]]:
    """(seconds after 10:00:00, kind, unit) of the events of these kinds."""
    found = [event for event in result.events if event.kind in kinds]
    return [(round((e.time_h - 10) / SECOND, 6), e.kind, e.unit) for e in found]


def spans(result: BlockResult) -> list[tuple[float, float]]:
    """Each outage in seconds after 10:00:00."""
    return [
        (round((start - 10) / SECOND, 4), round((end - 10) / SECOND, 4)) for start, end in outages(result)
    ]


HOUR = 3600.0


def test_from_the_loss_to_the_end_of_the_cool_down() -> None:
    """Confirmed at 3 s, ready at 13 s, the others on line at 38 s, breaker then, board 2 s later.

    The mains are back at 11:00, trusted at 11:15 and take the load without a break; the breaker opens, the
    sets run 7.5 min without load.
    """
    result = run(site())
    assert outages(result) == []
    kinds = ("start", "on-line", "opened", "closed", "transfer", "move", "interrupted", "restored")
    assert after_ten(result, *kinds) == [
        (0, "interrupted", 0),
        (3, "start", 0),
        (3, "start", 1),
        (3, "start", 2),
        (13, "on-line", 0),
        (38, "on-line", 1),
        (38, "on-line", 2),
        (38, "closed", -1),
        (40, "transfer", 1),
        (HOUR, "restored", 0),
        (1.25 * HOUR, "move", 0),
        (1.25 * HOUR, "opened", -1),
    ]
    assert result.groups["gensets"].run_h == pytest.approx(3 * (1.25 + 0.125 - 13 * SECOND))


def test_the_third_set_does_not_start_and_the_other_two_carry() -> None:
    """20 s after the order it has failed; two sets of 1.5 MW carry the 3 MW as if it were there."""
    result = one_fails(site(fts=0.5))
    assert after_ten(result, "on-line", "failed-to-start", "closed", "transfer") == [
        (13, "on-line", 0),
        (23, "failed-to-start", 2),
        (38, "on-line", 1),
        (38, "closed", -1),
        (40, "transfer", 1),
    ]
    assert outages(result) == []
    # the loss is over when it is repaired, 5 h later: it does not start any more
    assert after_ten(result, "repaired") == [(23 + 5 * HOUR, "repaired", 2)]
    assert result.groups["gensets"].starts == 3


def test_the_third_set_does_not_start_and_the_other_two_cannot_carry() -> None:
    """4 MW on two sets of 1.5: their breaker stays open. Repaired after 5 h the third is on line 35 s later."""
    result = one_fails(site(fts=0.5, it_mw=4, length=8))
    back = 23 + 5 * HOUR
    assert after_ten(result, "closed", "transfer") == [
        (back + 35, "closed", -1),
        (back + 37, "transfer", 1),
    ]
    assert spans(result) == [(300, back + 37)]
    cut = result.outages[0].causes[0].cut
    assert [(one.name, one.kind) for one in cut] == [("loss", "interrupted"), ("gensets", "failed-to-start")]


def one_fails(text: str) -> BlockResult:
    """The first seed with which the third set fails once and all other starts succeed."""
    for seed in range(200):
        result = run(text, seed=seed)
        if after_ten(result, "failed-to-start") == [(23, "failed-to-start", 2)]:
            return result
    raise AssertionError("no such seed")


def test_every_attempt_takes_its_time() -> None:
    """Ready at 13, 33 or 53 s, or given up at 63 s: attempts of 20 s each after the order at 3 s."""
    seen = set()
    for seed in range(40):
        result = run(site(count=1, it_mw=1, fts=0.5, attempts=3), seed=seed)
        seen.add(after_ten(result, "on-line", "failed-to-start")[0][:2])
    assert seen == {(13, "on-line"), (33, "on-line"), (53, "on-line"), (63, "failed-to-start")}


def test_the_transfer_back_fails_and_is_made_by_hand() -> None:
    """Every transfer fails and is made by hand 6 min later.

    On the way out: due at 40 s, made at 6:40, the battery empty at 5:00. It charges from then to 11:15:00,
    4,100 s of the 36,000 it takes: 34.1667 s of its 300. The board opens at 11:15:00 and is on the mains at
    11:21:02.
    """
    result = run(site(fail=1, retransfer="open"))
    back = 1.25 * HOUR
    assert spans(result) == [(300, 400), (round(back + 4100 / 120, 4), back + 362)]
    last = result.outages[1].causes[-1]
    assert (last.initiating.name, last.barrier and last.barrier.kind) == ("loss", "failed-to-transfer")


def test_lost_again_while_sets_synchronise() -> None:
    """Back at 20 s, gone again at 30 s: sets one to three never stopped and are on line at 38 s as planned."""
    at_h = f"[10, {10 + 30 * SECOND!r}]"
    result = run(site(at_h=at_h, length="20 s", battery=0))
    assert spans(result) == [(0, 20), (30, 40)]
    assert result.groups["gensets"].starts == 3
    assert after_ten(result, "on-line") == [(13, "on-line", 0), (38, "on-line", 1), (38, "on-line", 2)]


def test_lost_again_before_any_set_is_ready() -> None:
    """Back at 8 s, gone again at 9 s: the order stands, the first set is ready at 13 s."""
    at_h = f"[10, {10 + 9 * SECOND!r}]"
    result = run(site(at_h=at_h, length="8 s", battery=0))
    assert spans(result) == [(0, 8), (9, 17)]
    assert after_ten(result, "start")[0] == (3, "start", 0)
    assert result.groups["gensets"].starts == 3


@pytest.mark.parametrize("minutes", [1, 14.9])
def test_lost_again_within_the_stable_time(minutes: float) -> None:
    """The board never left the sets, and nobody notices; the stable time begins anew at 12:00 + `minutes`."""
    result = run(site(at_h=f"[10, {11 + minutes * MINUTE!r}]", battery=0))
    assert spans(result) == [(0, 40)]
    assert result.groups["gensets"].starts == 3
    ((moved, _, _),) = after_ten(result, "move")
    assert moved == pytest.approx(2 * HOUR + (minutes + 15) * 60)


def test_lost_again_at_the_instant_the_stable_time_ends() -> None:
    """At 11:15:00 the load goes back, and then the mains go: the sets still run, 2 s for the switch."""
    result = run(site(at_h="[10, 11.25]", battery=0))
    assert spans(result) == [(0, 40), (1.25 * HOUR, 1.25 * HOUR + 2)]
    assert result.groups["gensets"].starts == 3


def test_lost_again_at_the_instant_the_cool_down_ends() -> None:
    """At 11:22:30 the sets stop, and then the mains go: everything begins anew."""
    result = run(site(at_h="[10, 11.375]", battery=0))
    assert spans(result) == [(0, 40), (1.375 * HOUR, 1.375 * HOUR + 40)]
    assert result.groups["gensets"].starts == 6


def test_lost_again_during_the_cool_down_and_once_more() -> None:
    """Lost at 11:16 and, back at 12:16 and trusted at 12:31, again at 12:32: two breaks of 2 s, no new start."""
    text = site(at_h=f"[10, {11 + 16 * MINUTE!r}, {12 + 32 * MINUTE!r}]", battery=0)
    result = run(text)
    again, once_more = 76 * 60.0, 152 * 60.0
    assert spans(result) == [(0, 40), (again, again + 2), (once_more, once_more + 2)]
    assert result.groups["gensets"].starts == 3
