"""Single changes of plants of Tier IV that must each be caught at its step."""

from __future__ import annotations

from tests.tiers.ladder import FOUR, MECH_4, tier_four
from tests.tiers.watered import PLANT

Change = tuple[str, str, str]
"""What is replaced, by what, and the step that must fail by it ("": none does)."""

_SPLIT = "split: {mech-1: 1, mech-2: 1, mech-3: 1, mech-4: 1}"
_AIR = "draw_mw: 0.1, fed_by: [ups-a, ups-b]}"

OF_LADDER: dict[str, Change] = {
    "all sets are needed": ("kind: genset, count: 3,", "kind: genset, count: 3, needed: 3,", "maintain:gensets"),
    "an office on the gensets": ("halls:", "loads: {office: {mw: 0.3, fed_by: [mv-a, mv-b]}}\nhalls:", "maintain:gensets"),
    "losses nobody counted": ("battery_min: 5, fed_by: [tx-a]", "battery_min: 5, efficiency: 0.9, fed_by: [tx-a]",
                              "maintain:gensets"),
    "batteries that charge fast": ("ups-a: {kind: ups, count: 2, rating_mw: 1.1, battery_min: 5,",
                                   "ups-a: {kind: ups, count: 2, rating_mw: 1.1, battery_min: 5, recharge_min: 30,",
                                   "maintain:gensets"),
    "more heat than IT": ("it_mw: 2,", "it_mw: 2, heat_per_it: 1.1,", "maintain:air"),
    "hot chillers": ("rating_mw_th: 1.05,", "rating_mw_th: 1.05, derate: 0.6,", "maintain:chillers"),
    "uneven cords": ("cords: [pdu-a, pdu-b],", "cords: [pdu-a, pdu-b], share: {pdu-a: 3},", "maintain:ups-a"),
    "one switch before both sides": ("fed_by: [tx-b]", "fed_by: [both]}\n  both: {kind: ats, transfer: {from: [tx-b, tx-a]}",
                                     ""),
    "both cords behind one switch": (
        "pdu-a: {kind: pdu, rating_mw: 4, fed_by: [ups-a]}\n  pdu-b: {kind: pdu, rating_mw: 4, fed_by: [ups-b]}",
        "one: {kind: sts, transfer: {from: [ups-a, ups-b]}}\n  pdu-a: {kind: pdu, rating_mw: 4, fed_by: [one]}\n"
        "  pdu-b: {kind: pdu, rating_mw: 4, fed_by: [one]}", "maintain:one"),
    "one cable to both boards": ("gen-b: {kind: element, library: genset_paralleling_controls, fed_by: [gensets]}",
                                 "gen-b: {kind: element, library: genset_paralleling_controls, fed_by: [gen-a]}",
                                 "maintain:gen-a"),
    "thin controls": ("gen-a: {kind: element,", "gen-a: {kind: element, rating_mw: 2,", "maintain:mv-b"),
    "thin transformers": ("tx-a: {kind: transformer, count: 2, rating_mva: 1.4", "tx-a: {kind: transformer, count: 2, rating_mva: 0.9",
                          "maintain:pdu-b"),
    "a power factor forgotten": ("tx-b: {kind: transformer, count: 2, rating_mva: 1.4, power_factor: 1",
                                 "tx-b: {kind: transformer, count: 2, rating_mva: 1.4, power_factor: 0.7", "maintain:pdu-a"),
    "all modules of a side are needed": ("ups-b: {kind: ups, count: 2, rating_mw: 1.1,",
                                         "ups-b: {kind: ups, count: 2, needed: 2, rating_mw: 1.1,", ""),
    "no battery on one side": ("battery_min: 5, fed_by: [tx-b]", "battery_min: 0, fed_by: [tx-b]", "fail:pdu-a"),
    "sets that start slowly": ("kind: genset, count: 3,", "kind: genset, count: 3, start_s: 400,", "fail:utility"),
    "boards that move slowly": ("[utility, gen-a]}", "[utility, gen-a], delay_s: 500}", "fail:mv-b"),
    "air handlers on the boards": (_AIR, "draw_mw: 0.1, restart_min: 12, fed_by: [mech-1, mech-2]}",
                                   "continuous-cooling:hall"),
    "two chillers on one switch": (FOUR + ",", "count: 4, split: {mech-1: 2, mech-2: 2},", ""),
    "three chillers on one switch": (FOUR + ",", "count: 4, split: {mech-1: 3, mech-2: 1},", "maintain:mech-1"),
    "switches for cooling on one board": (MECH_4, "  mech-4: {kind: switchgear, fed_by: [mv-a]}", ""),
    "a weak bus tie": ("  mech-1:", "  tie: {kind: bus_tie, between: [mv-a, mv-b], normally: closed, rating_mw: 0.2}\n  mech-1:",
                       "maintain:gen-a"),
}  # fmt: skip
"""Of the fourth plant of the ladder."""

OF_WATERED: dict[str, Change] = {
    "water for 6 h": ("usable_m3: 50,", "usable_m3: 25,", "water:towers"),
    "one store of water": ("water_system: fault-tolerant", "water_system: single", "water-system"),
    "a store of water that fails": ("water_system: fault-tolerant", "water_system: maintainable", "water-system:failure"),
    "towers at N": (f"towers: {{kind: heat_rejection, count: 4, {_SPLIT}",
                    "towers: {kind: heat_rejection, count: 2, split: {mech-1: 1, mech-2: 1}", "maintain:towers"),
    "small towers": (f"{_SPLIT}, rating_mw_th: 1.05, draw_mw: 0.04", f"{_SPLIT}, rating_mw_th: 0.65, draw_mw: 0.04",
                     "maintain:towers"),
    "pumps at N": ("pump, count: 3, rating_mw_th: 1.05", "pump, count: 2, rating_mw_th: 1.05", "maintain:pumps"),
    "pumps on one side": ("draw_mw: 0.02, fed_by: [ups-a, ups-b]}\n  pipes", "draw_mw: 0.02, fed_by: [ups-a]}\n  pipes", "maintain:mv-a"),
    "one pipe": ("pipe, count: 2, needed: 1,", "pipe,", "maintain:pipes"),
    "both pipes are needed": ("pipe, count: 2, needed: 1,", "pipe, count: 2, needed: 2,", "maintain:pipes"),
    "pumps that stop": ("pump, count: 3, rating_mw_th: 1.05, draw_mw: 0.02, fed_by: [ups-a, ups-b]",
                        "pump, count: 3, rating_mw_th: 1.05, draw_mw: 0.02, restart_min: 4, fed_by: [mech-1, mech-2]",
                        "continuous-cooling:hall-1"),
    "no buffer to speak of": ("store_mw_min: 40", "store_mw_min: 4", "continuous-cooling:hall-2"),
    "one buffer": ("buffer: {kind: buffer, count: 2,", "buffer: {kind: buffer,", "fail:buffer"),
    "air handlers of one hall at N": ("air-2: {kind: air_handler, count: 3", "air-2: {kind: air_handler, count: 2", "maintain:air-2"),
    "one hall on one cord": ("hall-2: {it_mw: 0.9, cords: [pdu-a, pdu-b]", "hall-2: {it_mw: 0.9, cords: [pdu-a]", "cords:hall-2"),
    "a tenant on one cord": ("declared:", "tenants: {one: {hall: hall-1, contracted_mw: 1, single_corded: 0.1}}\ndeclared:",
                             "cords:hall-1"),
    "one fuel pump": ("fuel_pump, count: 2, rating_m3_h: 1, split: {mech-1: 1, mech-2: 1}",
                      "fuel_pump, rating_m3_h: 1, fed_by: [mech-1]", "maintain:fuel-pumps"),
    "slow fuel pumps": ("rating_m3_h: 1,", "rating_m3_h: 0.4,", "maintain:fuel-pumps"),
    "fuel pumps on one switch": ("rating_m3_h: 1, split: {mech-1: 1, mech-2: 1}", "rating_m3_h: 1, fed_by: [mech-2]",
                                 "maintain:mech-2"),
    "a small bulk tank": ("usable_m3: 40, day", "usable_m3: 4, day", "fuel:gensets"),
    "a rating for emergencies": ("class: DCC", "class: ESP", "class:gensets"),
    "no tie": ("  tie: {kind: bus_tie, between: [mv-a, mv-b], rating_mw: 5, closes_when: one-side-dead}\n", "", ""),
    "a genset bus for one side": ("[west, east, gen-b]", "[west, east, gen-a]", "maintain:gen-a"),
    "sets for one side": ("[west, east, gen-b]", "[west, east]", "maintain:gen-a"),
    "sets for one side, without tie": (
        "[west, east, gen-b]}}\n  tie: {kind: bus_tie, between: [mv-a, mv-b], rating_mw: 5, closes_when: one-side-dead}",
        "[west, east]}}", "maintain:mv-a"),
}  # fmt: skip
"""Of the plant with towers."""

EVERY = {f"ladder: {name}": (tier_four(), *change) for name, change in OF_LADDER.items()} | {
    f"watered: {name}": (PLANT, *change) for name, change in OF_WATERED.items()
}
"""(plant, what is replaced, by what, the step) by name."""
