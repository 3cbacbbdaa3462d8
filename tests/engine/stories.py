"""What may happen to a site that a stretch may not be left out for: one story each.

The times in the comments are worked out from the sites in `by_hand`: sets carry the load 32 s after a loss.
"""

from __future__ import annotations

from dataclasses import replace

from tests.engine.by_hand import CHILLERS, DAY_TANK, ON_TWO_BOARDS, TWO_BATTERIES, TWO_FEEDS, Story
from tests.engine.made import MINUTE, SECOND

CARRIED = 32 * SECOND

IN_M3 = {
    "power.gensets.fuel": {"usable_m3": 3, "litres_per_kwh": 1, "refill_h": 20},
    "power.ups.recharge_min": 5,
}
"""Two hours of fuel, and 20 that bring them."""

STORIES = {
    # Sets that start in an hour are no help. Two losses of 3 min on a battery of 5: after the first it holds
    # 2 min, after 57 min of a recharge of 600 it holds 2.475. The third loss comes when all is full again.
    "two losses within one recharge": Story(
        {"mains": [(10, 3 * MINUTE), (11, 3 * MINUTE), (160, 3 * MINUTE)]},
        [(11 + 2.475 * MINUTE, 11 + 3 * MINUTE)],
        certified=1,
        kept=2,
        changes={"power.gensets.start_s": 3600},
    ),
    # Each run ends after 2 h, each repair takes 5. At 100 both sets fail 2 h 10 s after the loss, and the mains are
    # back 110 s later: nobody is dark. At 103 both are in repair; the battery, full again after 5 min, is alone.
    "a second loss during a repair": Story(
        {"mains": [(10, 1), (100, 2 + 2 * MINUTE), (103, 1), (200, 1)]},
        [(103 + 5 * MINUTE, 104)],
        certified=2,
        kept=2,
        changes={"power.gensets.mttf_h": {"law": "fixed", "value": 2}, "power.ups.recharge_min": 5},
    ),
    # Each run ends after 2 h, each repair after half an hour: in a loss of 6 h both sets fail twice. A battery
    # of 45 min bridges that.
    "sets that fail, are repaired and fail again in one loss": Story(
        {"mains": [(10, 6)]},
        certified=1,
        kept=0,
        changes={
            "power.gensets.mttf_h": {"law": "fixed", "value": 2},
            "power.gensets.mttr_h": {"law": "fixed", "value": 0.5},
            "power.ups.battery_min": 45,
            "power.ups.recharge_min": 60,
        },
    ),
    # The same with 20 min: dark from 20 min after each failure until both sets are on line again 30 s after their
    # repair; the board has stayed with them. Failures at 2 h 10 s and at 2 h 30 min 20 s + 2 h.
    "the same with too short a battery": Story(
        {"mains": [(10, 6)]},
        [
            (12 + 10 * SECOND + 20 * MINUTE, 12.5 + 40 * SECOND),
            (14.5 + 20 * SECOND + 20 * MINUTE, 15 + 50 * SECOND),
        ],
        changes={
            "power.gensets.mttf_h": {"law": "fixed", "value": 2},
            "power.gensets.mttr_h": {"law": "fixed", "value": 0.5},
            "power.ups.battery_min": 20,
            "power.ups.recharge_min": 60,
        },
    ),
    # Two hours of fuel are burnt 2 h 32 s after the loss. The board moves back 2 s after the mains return: a
    # loss that lasts 4 min longer is bridged by the battery, one of 6 min is not.
    "a loss that outlasts the fuel": Story(
        {
            "mains": [
                (10, 1),
                (60, 2),
                (110, 2 + CARRIED + 4 * MINUTE),
                (160, 2 + CARRIED + 6 * MINUTE),
            ]
        },
        [(162 + CARRIED + 5 * MINUTE, 162 + CARRIED + 6 * MINUTE + 2 * SECOND)],
        certified=3,
        kept=1,
        changes={"power.gensets.fuel": {"tank_h": 2, "refill_h": 20}},
    ),
    # An empty tank of 2 h is filled in 20 h. The first loss burns 1.5 h - 32 s, and 8.5 h of pause bring 0.85 h: the
    # second runs out 32 s + 1.35 h + 32 s after its start. The battery gave 32 s and is full again by then.
    "a second loss before the tank is full again": Story(
        {"mains": [(10, 1.5), (20, 1.5), (160, 1.5)]},
        [
            (
                20 + 2 * CARRIED + 0.5 + 0.85 + 5 * MINUTE,
                21.5 + 2 * SECOND,
            )
        ],
        certified=1,
        kept=2,
        changes={"power.gensets.fuel": {"tank_h": 2, "refill_h": 20}},
    ),
    # The same two hours as 3 m³. Each loss burns 0.8 h - 32 s, and the second begins long before that is brought.
    "a second loss that finds enough fuel": Story(
        {"mains": [(10, 0.8), (12, 0.8), (160, 1.5)]}, certified=3, kept=0, changes=IN_M3
    ),
    # Three are too many: two pauses of 1.2 h bring 0.12 h each.
    "a third loss that finds too little fuel": Story(
        {"mains": [(10, 0.8), (12, 0.8), (14, 0.8), (160, 1.5)]},
        [(14 + 3 * CARRIED + 0.64 + 5 * MINUTE, 14.8 + 2 * SECOND)],
        certified=1,
        kept=3,
        changes=IN_M3,
    ),
    # The third burns all there is, however full the tank: what the first two burnt has to be told to it.
    "two losses before one that outlasts the fuel": Story(
        {"mains": [(10, 0.8), (12, 0.8), (15, 3), (160, 1.5)]},
        [(15 + 3 * CARRIED + 0.74 + 5 * MINUTE, 18 + 2 * SECOND)],
        certified=1,
        kept=3,
        changes=IN_M3,
    ),
    # What one of them burns is brought by 20.7, what both do by 27.4.
    "two losses and half the time to bring that before one that outlasts the fuel": Story(
        {"mains": [(10, 0.8), (12, 0.8), (24, 3), (160, 1.5)]},
        [(24 + 3 * CARRIED + 1.64 + 5 * MINUTE, 27 + 2 * SECOND)],
        certified=1,
        kept=3,
        changes=IN_M3,
    ),
    # After a loss that outlasts the fuel 13 h bring 1.3 h of it.
    "enough fuel after a loss that outlasted it": Story(
        {"mains": [(10, 3), (26, 0.5), (28, 0.5), (160, 1.5)]},
        [(12 + CARRIED + 5 * MINUTE, 13 + 2 * SECOND)],
        certified=3,
        kept=1,
        changes=IN_M3,
    ),
    # Seven hours bring 0.7 h of it: enough for one of them, not for the next two hours later.
    "too little fuel after a loss that outlasted it": Story(
        {"mains": [(10, 3), (20, 0.5), (22, 0.5), (160, 1.5)]},
        [
            (12 + CARRIED + 5 * MINUTE, 13 + 2 * SECOND),
            (22 + 2 * CARRIED + 0.2 + 0.15 + 5 * MINUTE, 22.5 + 2 * SECOND),
        ],
        certified=1,
        kept=3,
        changes=IN_M3,
    ),
    # After an hour 0.5 m3 less 16 s of it are missing in the day tank, and 0.1 of these are there again when a pump
    # fails: nothing is pumped until 14. The third loss comes when all is full again.
    "a pump that fails while the day tank is filled": Story(
        {"mains": [(10, 1), (14.05, 2.5), (160, 1)], "pumps": [(11.1, 2.9, 0)]},
        [
            (
                14.05 + CARRIED + (1.5 - 0.5 * (1 - CARRIED) + 0.15) / 0.5 + 5 * MINUTE,
                16.55 + 2 * SECOND,
            )
        ],
        certified=0,
        kept=4,
        site=DAY_TANK,
    ),
    # One pump has power from the sets only: the other fills the day tank alone, whatever becomes of the first. In
    # the second loss that pumps from the moment the sets close, 2 s before the board moves.
    "a pump without power that fails while the day tank is filled": Story(
        {"mains": [(10, 1), (11.55, 2.75), (160, 1)], "pumps": [(11.1, 0.4, 0)]},
        [
            (
                11.55 + CARRIED + (1.5 - 0.5 * (1 - CARRIED) + 0.5 * (0.55 + 2 * SECOND)) / 0.5 + 5 * MINUTE,
                14.3 + 2 * SECOND,
            )
        ],
        certified=0,
        kept=3,
        site=ON_TWO_BOARDS,
    ),
    # Between two losses of both feeds one of them goes alone: the board moves to the other in 2 s, and no set is
    # needed. At 104.5 both sets are still in repair, until 107.
    "a change of feeds during a repair": Story(
        {
            "region": [(10, 1), (100, 2 + 2 * MINUTE), (104.5, 1), (200, 1)],
            "east": [(103, 0.5), (250, 1)],
        },
        [(104.5 + 5 * MINUTE, 105.5)],
        site=TWO_FEEDS,
        changes={"power.gensets.mttf_h": {"law": "fixed", "value": 2}, "power.ups.recharge_min": 5},
    ),
    # The same with a tank of 2 h that is filled in 20 h: dark as without the change of feeds.
    "a change of feeds before the tank is full again": Story(
        {
            "region": [(10, 1.5), (20, 1.5), (160, 1.5)],
            "east": [(15, 1), (250, 1)],
        },
        [
            (
                20 + 2 * CARRIED + 0.5 + 0.85 + 5 * MINUTE,
                21.5 + 2 * SECOND,
            )
        ],
        site=TWO_FEEDS,
        changes={"power.gensets.fuel": {"tank_h": 2, "refill_h": 20}},
    ),
    # Mains that return before sets are ordered, ready, on line, carrying, and just after.
    "early returns": Story(
        {
            "mains": [
                (10 + 30 * n, length * SECOND) for n, length in enumerate((1, 5, 11, 15, 29, 32, 34, 60))
            ]
        },
        certified=8,
        kept=0,
        changes={"power.gensets.confirm_s": 3},
    ),
    # At 10 a sag at 20 min finds the chillers on gensets, one at 10 s nothing at all, and one a minute after the
    # return drops them: the hall has had 54 min of 60 to get cold, and stands still for 5 min of 8. At 160 a
    # second sag comes when they have stood for 4 min: 9 min, one too many. At 220 it comes when they have run
    # for 10 min: of the 8 min 5 are gone and 10/60 back.
    "sags in and after a loss": Story(
        {
            "mains": [(10, 1)],
            "sags": [
                (t, 1e4)
                for t in (
                    10 + 10 * SECOND,
                    10 + 20 * MINUTE,
                    11 + MINUTE,
                    60,
                    160,
                    160 + 4 * MINUTE,
                    220,
                    220 + 15 * MINUTE,
                )
            ],
        },
        [
            (160 + 8 * MINUTE, 160 + 9 * MINUTE),
            (220 + (15 + 3 + 8 * 10 / 60) * MINUTE, 220 + 20 * MINUTE),
        ],
        certified=1,
        kept=6,
        site=CHILLERS,
    ),
    # When the first battery would have been empty in the first loss, at 11, it is full and in use again: it was to be
    # looked at then. Both are empty at 11.5, in the order of their names.
    "batteries that are empty at one instant": Story(
        {"east": [(10, 1 * MINUTE)], "region": [(10.5, 3)]},
        [(11.5, 13.5)],
        certified=1,
        kept=1,
        site=TWO_BATTERIES,
    ),
    # The load stays on the sets for 3 h after the mains are back. A set that fails by the calendar changes nothing
    # while all is well; at 12 the two are carrying, and the one that is left cannot.
    "a failure that is quiet, but not yet": Story(
        {"mains": [(10, 1), (160, 1)], "gensets": [(12, 0.5, 0), (100, 5, 1)]},
        certified=1,
        kept=2,
        changes={"power.gensets.stable_min": 180},
    ),
    # Events of two feeds at one instant, in all orders: one returns as the other goes, both go, both return.
    "two feeds at one instant": Story(
        {
            "east": [(10, 1), (50, 1), (90, 1), (130.5, 0.5), (170, 2)],
            "west": [(11, 1), (50, 1), (90.5, 0.5), (130, 1), (171, 0.5)],
        },
        site=TWO_FEEDS,
    ),
    "two feeds at nearly one instant": Story(
        {
            "east": [(10 + 30 * n, 1) for n in range(8)],
            "west": [
                (11 + 30 * n + shift, 1)
                for n, shift in enumerate((1e-12, -1e-12, 1e-10, -1e-10, 1e-8, -1e-8, 1e-5, -1e-5))
            ],
        },
        site=TWO_FEEDS,
    ),
    # Mains that return just when a set is ready, is on line, or the board would move.
    "a return at nearly the instant of a set": Story(
        {
            "mains": [
                (10 + 12 * n, (10 + 10 * (n // 8)) * SECOND + shift * sign)
                for n, (shift, sign) in enumerate(
                    (shift, sign)
                    for _ in range(3)
                    for shift in (1e-13, 1e-11, 1e-9, 1e-6)
                    for sign in (1, -1)
                )
            ]
        },
    ),
    # Mains that return just when the battery is empty: 5 min after the loss, sets being no help.
    "a return at nearly the instant the battery is empty": Story(
        {
            "mains": [
                (10 + 25 * n, 5 * MINUTE + shift * sign)
                for n, (shift, sign) in enumerate(
                    (shift, sign) for shift in (1e-13, 1e-11, 1e-9, 1e-6) for sign in (1, -1)
                )
            ]
        },
        None,
        changes={"power.gensets.start_s": 3600},
    ),
    # A set is ordered after 3 s, ready after 10 more, and carries after 3 more: just when the battery of 16 s is
    # empty. Only rounding tells which is first.
    "a battery that lasts just as long as the start": Story(
        {"mains": [(10 + 47.1234567 * n, 0.3) for n in range(6)]},
        None,
        changes={
            "power.gensets.rating_mw": 2,
            "power.gensets.confirm_s": 3,
            "power.board.transfer.delay_s": 3,
            "power.ups.battery_min": 16 / 60,
        },
    ),
    # Three sets, of which two are needed. One fails while starting, while synchronising, while carrying, at the
    # very instant of the loss, and one comes back in the loss: nobody is dark. At 250 two fail after an hour. The
    # one that is left is overloaded for 5 s; its breaker then stays open for an hour, longer than the loss. The
    # battery gave 32 s and took an hour less 27 s of 10.
    "calendar failures of sets in a loss": Story(
        {
            "mains": [(10, 2), (60, 2), (110, 2), (160, 2), (210, 2), (250, 2)],
            "gensets": [
                (10 + 5 * SECOND, 3, 0),
                (60 + 20 * SECOND, 3, 1),
                (111, 3, 2),
                (160, 3, 0),
                (209, 2, 1),
                (251, 0.05, 0),
                (251, 2, 2),
            ],
        },
        [
            (
                251 + 5 * SECOND + 5 * MINUTE * (1 - 32 / 300 + (1 - 27 * SECOND) / 10),
                252 + 2 * SECOND,
            )
        ],
        changes={"power.gensets.count": 3},
    ),
    # UPS modules that fail one by one: one missing is nothing, two at once drop the hall. At 10 one is repaired as
    # the other fails. At 100 one fails in a loss, at 200 a second one does as well.
    "failures that overlap": Story(
        {
            "ups": [
                (10, 5, 0),
                (15, 5, 1),
                (40, 5, 0),
                (44, 5, 1),
                (70, 5, 0),
                (80, 5, 1),
                (100.5, 5, 2),
                (200.25, 1, 0),
                (200.5, 0.25, 1),
            ],
            "mains": [(100, 1), (200, 1)],
        },
        [(44, 45), (200.5, 200.75)],
        certified=1,
        kept=3,
        changes={
            "power.ups.count": 3,
            "power.ups.rating_mw": 0.75,
            "power.ups.static_bypass": False,
            "power.ups.needed": 2,
        },
    ),
}


# What is drawn inside an episode decides; some of these losses end well and some do not.
BY_CHANCE = {
    # One set, which fails two starts of five and is repaired after half an hour: a battery of 45 min bridges one
    # failed start, not two.
    "a second start that fails": Story(
        {"mains": [(10 + 50 * n, 3) for n in range(5)]},
        changes={
            "power.gensets.count": 1,
            "power.gensets.rating_mw": 2,
            "power.gensets.fail_to_start": 0.4,
            "power.gensets.mttr_h": {"law": "fixed", "value": 0.5},
            "power.ups.battery_min": 45,
            "power.ups.recharge_min": 60,
        },
    ),
    "sets in repair when the next loss comes": Story(
        {"mains": [(10, 1), (22, 1), (150, 1)]},
        changes={
            "power.gensets.count": 3,
            "power.gensets.fail_to_start": 0.2,
            "power.gensets.mttr_h": 10,
        },
    ),
    "run failures": Story(
        {"mains": [(10 + 50 * n, 4) for n in range(5)]},
        changes={
            "power.gensets.count": 3,
            "power.gensets.mttf_h": 6,
            "power.gensets.mttr_h": 2,
        },
    ),
    # A battery of 40 s, sets that are ready and synchronised after drawn times; one of three fails by the calendar.
    "the order of sets": Story(
        {"mains": [(10 + 50 * n, 1) for n in range(5)], "gensets": [(9 + 50 * n, 5, n) for n in range(3)]},
        changes={
            "power.gensets.count": 3,
            "power.gensets.start_s": {"law": "uniform", "low": 5, "high": 25},
            "power.gensets.sync_s": {"law": "uniform", "low": 0, "high": 20},
            "power.gensets.fail_to_start": 0.1,
            "power.ups.battery_min": 0.667,
        },
    ),
    # The hall lasts 8 min; of two chillers the first to restart cools it.
    "the order of chillers": Story(
        {"mains": [(10 + 50 * n, 1) for n in range(5)], "sags": [(35 + 50 * n, 1e4) for n in range(5)]},
        site=CHILLERS,
        changes={
            "power.board-b": {"kind": "switchgear", "transfer": {"from": ["mains", "gensets"], "delay_s": 2}},
            "cooling.chillers.fed_by": None,
            "cooling.chillers.split": {"board": 1, "board-b": 1},
            "cooling.chillers.count": 2,
            "cooling.chillers.needed": 1,
            "cooling.chillers.restart_min": {"law": "uniform", "low": 3, "high": 12},
        },
    ),
    # Ten minutes after the mains are back the load returns with a break, and three moves in ten fail.
    "a return that fails": Story(
        {"mains": [(10 + 50 * n, 1) for n in range(5)]},
        changes={
            "power.gensets.stable_min": 10,
            "power.gensets.cooldown_min": 5,
            "power.gensets.retransfer": "open",
            "power.board.transfer": {
                "fail_to_transfer": 0.3,
                "manual_transfer_h": {"law": "fixed", "value": 1},
            },
        },
    ),
    # Works on one feed are prepared; the other goes during them, or just before.
    "works with notice": Story(
        {
            "works (planned)": [(10, 2), (60, 2), (110, 2), (160, 2)],
            "east": [(61, 0.5), (210, 1)],
            "west": [(109.9, 5)],
        },
        site=TWO_FEEDS,
        changes={
            "grid.interruptions": {
                "works": {"hits": ["east"], "saifi": 1, "saidi_min": 60, "planned_share": 1, "notice_h": 24}
            },
            "power.board.transfer.fail_to_transfer": 0.2,
            "power.gensets.fail_to_start": 0.2,
        },
    ),
}
STORIES |= {name: replace(story, outages=None) for name, story in BY_CHANCE.items()}
