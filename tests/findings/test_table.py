"""What a colleague says, one weakness at a time: a site in order, one thing changed, and that cured again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dcsim.errors import ScenarioError
from dcsim.findings import Finding, findings
from dcsim.scenario import scenario_from_text

SITE = """
format: 1
site: {name: Small, target: III, it_recovery_h: 4}
horizon: {start: 2030-01-01, years: 10}
grid:
  upstream:
    substation-1: {failures_per_year: 0.05, mttr_h: 8}
    substation-2: {failures_per_year: 0.05, mttr_h: 8}
  feeds:
    east: {rating_mw: 8, upstream: [substation-1]}
    west: {rating_mw: 8, upstream: [substation-2]}
power:
  gensets: {kind: genset, count: 4, rating_mw: 1, class: COP, fuel: {usable_m3: 60, lead_h: 24, trucks_per_day: 2, truck_m3: 20}}
  mv-a: {kind: switchgear, rating_mw: 8, transfer: {from: [east, gensets], fail_to_transfer: 0.001}}
  mv-b: {kind: switchgear, rating_mw: 8, transfer: {from: [west, gensets], fail_to_transfer: 0.001}}
  ups-a: {kind: ups, count: 4, rating_mw: 1, battery_min: 10, fed_by: [mv-a]}
  ups-b: {kind: ups, count: 4, rating_mw: 1, battery_min: 10, fed_by: [mv-b]}
cooling:
  chillers: {kind: chiller, count: 4, rating_mw_th: 1, fed_by: [mv-a, mv-b], draw_mw: 0.1}
halls:
  hall-1: {it_mw: 2, cords: [ups-a, ups-b], cooled_by: [chillers], ride_through_min: 20}
"""


@dataclass(frozen=True)
class Row:
    """A weakness: texts of the site put in place of others, what is then said, and what is put in to cure it.

    `says` are parts of the sentences, one for each finding, in their order.
    """

    change: dict[str, str]
    says: tuple[str, ...]
    cure: dict[str, str]
    about: str = ""


END = "ride_through_min: 20}\n"
FLOOD = (
    "  weather: {flood: {per_year: 0.2, hits: all, duration_h: {median: 60, sigma: 0.8}, fuel_lead_h: 96}}\n"
)
INDEX = "  interruptions: {index: {hits: [east], saifi: %s, saidi_min: 20}}\n"
GROWTH = (
    "tenants: {bank: {hall: hall-1, contracted_mw: 2, ramp: {months: 24}}}\n"
    "phases: {two: {ready: %s, brings: {gensets: 1}}}\n"
)
BUS = "  gen-bus: {kind: switchgear, rating_mw: 8, fed_by: [gensets]}\n"
PUMPED = "fuel: {usable_m3: 60, day_tank_m3: 1, pumps: pumps, "
PUMP = "  pumps: {kind: fuel_pump, count: 2, rating_m3_h: %s, fed_by: [mv-a, mv-b]}\n"

ROWS = {
    "a single point under 2N": Row(
        {
            "  mv-a:": BUS + "  mv-a:",
            "[east, gensets]": "[east, gen-bus]",
            "[west, gensets]": "[west, gen-bus]",
        },
        ("'gen-bus' is a single point: alone it takes down 'hall-1'",),
        {"[west, gen-bus]": "[west, gensets]"},
        "power.gen-bus",
    ),
    "both feeds from one substation": Row(
        {
            "upstream: [substation-2]": "upstream: [substation-1]",
            "    substation-2: {failures_per_year: 0.05, mttr_h: 8}\n": "",
        },
        ("all feeds hang on 'substation-1'",),
        {
            "    west: {rating_mw: 8, upstream: [substation-1]}\n": "",
            "from: [west, gensets]": "from: [east, gensets]",
        },
        "grid.upstream.substation-1",
    ),
    "feeds that name nothing they share": Row(
        {
            "upstream: [substation-1]": "failures_per_year: 1, mttr_h: 2",
            "upstream: [substation-2]": "failures_per_year: 1, mttr_h: 2",
            "  upstream:\n    substation-1: {failures_per_year: 0.05, mttr_h: 8}\n": "",
            "    substation-2: {failures_per_year: 0.05, mttr_h: 8}\n": "",
        },
        ("the feeds name nothing they share upstream",),
        {
            "  feeds:": "  upstream: {one: {failures_per_year: 1, mttr_h: 2}, two: {failures_per_year: 1, mttr_h: 2}}\n"
            "  feeds:",
            "east: {rating_mw: 8, failures_per_year: 1, mttr_h: 2}": "east: {rating_mw: 8, upstream: [one]}",
            "west: {rating_mw: 8, failures_per_year: 1, mttr_h: 2}": "west: {rating_mw: 8, upstream: [two]}",
        },
        "grid.upstream.common-grid",
    ),
    "an element that never fails": Row(
        {
            "substation-1: {failures_per_year: 0.05, mttr_h: 8}": "substation-1: {}",
            "upstream: [substation-1]": "failures_per_year: 1, mttr_h: 2, upstream: [substation-1]",
        },
        ("'substation-1' never fails and nothing hits it",),
        {"substation-1: {}": "substation-1: {failures_per_year: 0.1, mttr_h: 8}"},
        "grid.upstream.substation-1",
    ),
    "a SAIFI that does not come out": Row(
        {"power:\n": INDEX % 0.1 + "power:\n"},
        ("SAIFI of 0.1 is entered for 'east', and 'substation-1' beside it: 0.15 interruptions a year",),
        {"saifi: 0.1": "saifi: 1"},
        "grid.interruptions.index.saifi",
    ),
    "a season that never comes": Row(
        {
            "power:\n": "  interruptions: {heat: {hits: all, per_year: 1, duration_h: 2, months: [9]}}\npower:\n",
            "years: 10": "hours: 2000",
        },
        ("the season of 'heat' does not fall into the horizon",),
        {"months: [9]": "months: [2]"},
        "grid.interruptions.heat.months",
    ),
    "a tank shorter than asked": Row(
        {"usable_m3: 60": "usable_m3: 4"},
        ("lasts 7.09 h at the design load; every Tier asks for 12",),
        {"usable_m3: 4,": "usable_m3: 7,"},
        "power.gensets.fuel",
    ),
    "trucks slower than the burn": Row(
        {"trucks_per_day: 2": "trucks_per_day: 0.2"},
        ("0.2 trucks a day bring 4 m³ of the 13.53 that 'gensets' burns in a day",),
        {"trucks_per_day: 0.2": "trucks_per_day: 1"},
        "power.gensets.fuel.trucks_per_day",
    ),
    "weather that cuts feeds and road": Row(
        {"power:\n": FLOOD + "power:\n"},
        (
            "'flood' cuts every feed and the roads together, and outlasts the 106 h of fuel of 'gensets' in 24 %",
        ),
        {"usable_m3: 60": "usable_m3: 300"},
        "power.gensets.fuel",
    ),
    "pumps slower than the burn": Row(
        {"fuel: {usable_m3: 60, ": PUMPED, "  mv-a:": PUMP % 0.1 + "  mv-a:"},
        ("'pumps' move 0.2 m³ an hour, all together; the sets of 'gensets' burn 0.564",),
        {"rating_m3_h: 0.1": "rating_m3_h: 1"},
        "power.pumps.rating_m3_h",
    ),
    "cooling back too late": Row(
        {"ride_through_min: 20": "ride_through_min: 1"},
        ("'hall-1' stands 1 min without 'chillers', which is back 5.62 min",),
        {"ride_through_min: 1}": "ride_through_min: 6}"},
        "halls.hall-1.ride_through_min",
    ),
    "batteries shorter than the start": Row(
        {"battery_min: 10, fed_by: [mv-a]": "battery_min: 0.1, fed_by: [mv-a]"},
        ("the batteries of 'ups-a' last 24 s at what they carry, and the sets carry the site 37 s after",),
        {"battery_min: 0.1": "battery_min: 1"},
        "power.ups-a.battery_min",
    ),
    "a spare eaten by growth": Row(
        {END: END + GROWTH % "2036-01-01"},
        ("draw 1.833 MW at their peak in 2031-11, more than the 1.81 MW usable with maintainable kept",),
        {"2036-01-01": "2031-11-01"},
        "power.gensets",
    ),
    "a class that does not count": Row(
        {"class: COP": "class: ESP"},
        ("'gensets' is rated ESP, for 200 hours a year; Tier III counts only sets without a limit",),
        {"class: ESP": "class: DCC"},
        "power.gensets.class",
    ),
    "a class that may carry 70 % on average": Row(
        {"class: COP": "class: PRP", "count: 4, rating_mw: 1, class": "count: 3, rating_mw: 1.1, class"},
        ("rated PRP, a set of 'gensets' may carry 70% of its rating on average over 24 h: all of them",),
        {"count: 3, rating_mw: 1.1": "count: 4, rating_mw: 1.1"},
        "power.gensets.class",
    ),
    "derated on the design day": Row(
        {"count: 4, rating_mw: 1, class": "count: 5, rating_mw: 1.2, derate: 0.8, class"},
        ("by their nameplate 2 sets of 'gensets' carry the design load of 2.1 MW; at design ambient, 20 %",),
        {"derate: 0.8": "derate: 0.9"},
        "power.gensets.derate",
    ),
    "no spare": Row(
        {"count: 4, rating_mw: 1, class": "count: 3, rating_mw: 1, class"},
        ("'gensets' has no spare (N+0): it must carry 2.1 MW with the grid gone",),
        {"count: 3, rating_mw: 1, class": "count: 4, rating_mw: 1, class"},
        "power.gensets",
    ),
    "demand above the plant": Row(
        {"it_mw: 2": "it_mw: 3.95", "count: 4, rating_mw_th": "count: 6, rating_mw_th"},
        ("'gensets' is too small: it must carry 4.05 MW with the grid gone, and can carry 4 (4 × 1)",),
        {"count: 4, rating_mw: 1, class": "count: 6, rating_mw: 1, class"},
        "power.gensets",
    ),
    "a side that cannot carry the other": Row(
        {
            "ups, count: 4, rating_mw: 1, battery_min: 10, fed_by: [mv-a]": "ups, count: 1, rating_mw: 1, battery_min: 10, fed_by: [mv-a]"
        },
        ("'ups-a' cannot carry a lost side: it must carry 2 MW with 'ups-b' lost, and can carry 1 (1 × 1)",),
        {"ups, count: 1": "ups, count: 2"},
        "power.ups-a",
    ),
    "cooling too small for the heat": Row(
        {"chiller, count: 4": "chiller, count: 1"},
        ("'chillers' is too small: it must move 2 MW of heat at full load, and can move 1 (1 × 1)",),
        {"chiller, count: 1": "chiller, count: 3"},
        "cooling.chillers",
    ),
    "every unit needed": Row(
        {"count: 4, rating_mw_th": "count: 4, needed: 4, rating_mw_th"},
        ("all 4 units of 'chillers' are needed: it has no spare",),
        {"needed: 4": "needed: 3"},
        "cooling.chillers.needed",
    ),
    "maintenance longer than its season": Row(
        {"ups, count": "ups, maintenance: {hours: 150, months: [1]}, count"},
        ("'ups-a', 'ups-b' takes 1200 h a year one at a time, and their season has 744",),
        {"months: [1]": "months: [1, 2]"},
        "power.ups-a.maintenance",
    ),
    "maintenance whose season never comes": Row(
        {
            "chiller, count": "chiller, maintenance: {hours: 5, months: [9]}, count",
            "years: 10": "hours: 2000",
        },
        ("the season in which 'chillers' is maintained does not fall into the horizon of 2000 h",),
        {"months: [9]": "months: [3]"},
        "cooling.chillers.maintenance.months",
    ),
    "maintenance that is an outage": Row(
        {"count: 4, rating_mw_th: 1": "count: 4, needed: 4, maintenance: {hours: 5}, rating_mw_th: 1"},
        (
            "one unit of 'chillers' out for maintenance takes down 'hall-1'",
            "all 4 units of 'chillers' are needed",
        ),
        {"needed: 4": "needed: 3"},
        "cooling.chillers.maintenance",
    ),
    "a failure that waits for no crew": Row(
        {
            "count: 4, rating_mw: 1, class": "count: 4, crew: mechanics, rating_mw: 1, class",
            END: END + "crews: {mechanics: {}}\n",
        },
        ("'gensets': sets that do not start or fail while they run are repaired at once",),
        {
            "crew: mechanics, rating_mw: 1, class": "rating_mw: 1, class",
            "ups, count": "ups, crew: mechanics, count",
        },
        "power.gensets.crew",
    ),
    "a switch that never fails": Row(
        {"[east, gensets], fail_to_transfer: 0.001}": "[east, gensets]}"},
        ("'mv-a' always transfers when asked",),
        {"[east, gensets]}": "[east, gensets], fail_to_transfer: 0}"},
        "power.mv-a.transfer.fail_to_transfer",
    ),
    "one cord": Row(
        {END: END + "  hall-2: {it_mw: 0.1, cords: [ups-b], cooled_by: [chillers], ride_through_min: 20}\n"},
        ("'hall-2' hangs on one cord: every failure on its path darkens it",),
        {"cords: [ups-b]": "cords: [ups-a, ups-b]"},
        "halls.hall-2.cords",
    ),
    "no load on all cords": Row(
        {"it_mw: 2,": "it_mw: 2, single_corded: 1,"},
        ("all of 'hall-1' hangs on one cord each",),
        {"single_corded: 1": "single_corded: 0.5"},
        "halls.hall-1",
    ),
    "shedding after the trip": Row(
        {
            "ups, count: 4, rating_mw: 1, battery_min: 10, fed_by: [mv-a]": "ups, count: 4, rating_mw: 1, "
            "battery_min: 10, overload_s: 60, shed: {tenants: [bank], within_s: 90}, fed_by: [mv-a]",
            END: END + "tenants: {bank: {hall: hall-1, contracted_mw: 2}}\n",
        },
        ("'ups-a' trips after 60 s of overload, before it sheds anybody (90 s)",),
        {"within_s: 90": "within_s: 30"},
        "power.ups-a.shed",
    ),
    "a phase that brings nothing": Row(
        {END: END + "phases: {two: {ready: 2032-01-01}}\n"},
        ("'two' brings and retires nothing",),
        {"ready: 2032-01-01": "ready: 2032-01-01, brings: {ups-a: 1}"},
        "phases.two",
    ),
    "a hall before its supply": Row(
        {END: END + "phases: {two: {ready: 2032-01-01, brings: {ups-a: all}}}\n"},
        ("hall 'hall-1' is planned for the start; 'ups-a' has no power before 2032-01-01",),
        {"ready: 2032-01-01": "ready: 2030-01-01"},
        "halls.hall-1",
    ),
    "a target no interval can decide": Row(
        {"target: III": "target: {availability: 0.999999999}"},
        ("the target leaves 0.0315 s a year: even if a run never saw an outage, one of 265 h could hide",),
        {"0.999999999": "0.999"},
        "site.target",
    ),
}


def said(text: str) -> list[Finding]:
    """All that is said, but for the values nobody has read: that is so on any site."""
    return [one for one in findings(scenario_from_text(text)) if "read at a source" not in one.sentence]


def changed(text: str, change: dict[str, str]) -> str:
    for before, after in change.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


def test_a_site_in_order_hears_nothing() -> None:
    assert said(SITE) == []
    assert len(ROWS) >= 25


@pytest.mark.parametrize("name", ROWS)
def test_what_is_said_is_said_alone_with_its_place_and_cure_and_gone_when_cured(name: str) -> None:
    row = ROWS[name]
    weak = changed(SITE, row.change)
    found = said(weak)
    assert len(found) == len(row.says), [one.sentence for one in found]
    for one, words in zip(found, row.says, strict=True):
        assert words in one.sentence
        assert one.cure
    first = found[0]
    assert first.path == row.about or not row.about
    assert first.mark is not None or not row.about
    assert said(changed(weak, row.cure)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        # these cannot be simulated, so they are faults of the file
        ({"class: COP": "availability: 0.99, failures_per_year: 1, mttr_h: 8"}, "'availability'"),
        ({"cooling:\n": "  odd: {kind: pdu, fed_by: [ups-b]}\ncooling:\n"}, "nothing depends on 'odd'"),
        (
            {END: END + "tenants: {bank: {hall: hall-1, contracted_mw: 3}}\n"},
            "'contracted_mw' is 3 MW, and the 'it_mw' of 'hall-1' is 2",
        ),
        (
            {"ups, count: 4": "ups, maintenance: {hours: 200, months: [2]}, count: 4"},
            "'maintenance' takes 800 h a year, and there are 672",
        ),
    ],
)
def test_what_is_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        scenario_from_text(changed(SITE, change))
    assert words in str(raised.value)
    assert "scenario.yaml:" in str(raised.value)


def test_assumptions_name_the_widest_ranges_and_count_what_is_left() -> None:
    """A value read at a site is no assumption any more: one less."""
    (one,) = [one for one in findings(scenario_from_text(SITE)) if "read at a source" in one.sentence]
    assert one.sentence.startswith("29 of 43 library values were never read at a source; the widest ranges: ")
    assert "cooling.chillers.failures_per_year (0.05 to 0.5)" in one.sentence
    measured = changed(SITE, {"draw_mw: 0.1": "draw_mw: 0.1, failures_per_year: 0.2"})
    (one,) = [one for one in findings(scenario_from_text(measured)) if "read at a source" in one.sentence]
    assert one.sentence.startswith("28 of 42 ")
    assert "cooling.chillers.failures_per_year" not in one.sentence
