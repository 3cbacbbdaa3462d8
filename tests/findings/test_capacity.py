"""What a colleague would say of groups too small for the load, each worked out by hand."""

from __future__ import annotations

from dcsim.findings import Finding, findings
from dcsim.scenario import read_scenario, scenario_from_text

# 2N: each side carries half of 4 MW of IT and 1 MW of chillers' draw goes over both boards; 5 MW in all.
# 4.2 MW of heat. Sets of 2 x 0.9 = 1.8 MW; UPS of 1.25; chillers of 1.5 MW of heat.
SITE = """
format: 1
site: {{name: made}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{mttf_h: 4000, mttr_h: 2{feed}}}}}}}
power:
  sets: {{kind: genset, count: {sets}, rating_mw: 2, derate: 0.9}}
  board-a: {{kind: switchgear, transfer: {{from: [mains, sets], fail_to_transfer: 0}}}}
  board-b: {{kind: switchgear, transfer: {{from: [mains, sets], fail_to_transfer: 0}}}}
  tx-a: {{kind: transformer, count: {tx}, rating_mva: 2, power_factor: 0.9, fed_by: [board-a]}}
  tx-b: {{kind: transformer, count: 3, rating_mva: 2, power_factor: 0.9, fed_by: [board-b]}}
  ups-a: {{kind: ups, count: {ups}, rating_mw: 1.25, fed_by: [tx-a]}}
  ups-b: {{kind: ups, count: 4, rating_mw: 1.25, fed_by: [tx-b]}}
cooling:
  chillers: {{kind: chiller, count: {chillers}, rating_mw_th: 1.5, draw_mw: 1, fed_by: [board-a, board-b]{needed}}}
halls:
  hall: {{it_mw: 4, heat_per_it: 1.05, cords: {cords}, cooled_by: [chillers]}}
"""


def said(
    more: str = "",
    *,
    feed: str = "",
    sets: int = 4,
    tx: int = 3,
    ups: int = 4,
    chillers: int = 4,
    cords: str = "[ups-a, ups-b]",
    needed: str = "",
) -> list[Finding]:
    text = SITE.format(feed=feed, sets=sets, tx=tx, ups=ups, chillers=chillers, cords=cords, needed=needed)
    about = ("grid.feeds", "power.sets", "power.tx", "power.ups", "cooling")
    return [one for one in findings(scenario_from_text(text + more)) if one.path.startswith(about)]


def with_cure(one: Finding) -> str:
    return f"{one.sentence}: {one.cure}"


def test_a_site_in_order_hears_nothing() -> None:
    """5 MW of 4 x 1.8, 3 carry it; a side 4 of 4 x 1.25 and of 3 x 1.8; 4.2 MW of heat of 4 x 1.5, 3 move it."""
    assert said() == []


def test_gensets_that_cannot_carry_the_site() -> None:
    """5 MW ÷ 1.8 = 2.8 sets: 2 carry 3.6, so 1 more, and 2 with a spare."""
    (one,) = said(sets=2)
    assert with_cure(one) == (
        "'sets' is too small: it must carry 5 MW with the grid gone, and can carry 3.6 (2 × 1.8): "
        "1 unit more, 2 with a spare"
    )
    assert one.contradiction
    assert one.mark is not None
    assert (one.mark.line, one.mark.column) == (7, 31)  # the number behind `count:`


def test_gensets_without_a_spare() -> None:
    (one,) = said(sets=3)
    assert with_cure(one) == (
        "'sets' has no spare (N+0): it must carry 5 MW with the grid gone, and with one unit out can carry "
        "3.6 (2 × 1.8): 1 unit more"
    )
    assert not one.contradiction


def test_a_ups_side_that_cannot_carry_the_other() -> None:
    """Half of 4 MW each while both sides are there: 2 x 1.25 are enough. Alone 4 MW: 3.2, so 4 modules."""
    (one,) = said(ups=2)
    assert with_cure(one) == (
        "'ups-a' cannot carry a lost side: it must carry 4 MW with 'ups-b' lost, and can carry 2.5 (2 × 1.25): "
        "2 units more"
    )
    assert not one.contradiction


def test_a_ups_that_cannot_carry_its_own_half() -> None:
    """2 MW on 1.25 with everything in order, 4 with the other side lost."""
    (one,) = said(ups=1)
    assert one.contradiction
    assert with_cure(one) == (
        "'ups-a' is too small: it must carry 2 MW with everything in order, 4 MW with 'ups-b' lost, and can "
        "carry 1.25 (1 × 1.25): 3 units more"
    )


def test_transformers() -> None:
    """2 x 1.8 = 3.6 MW for a side of 4."""
    (one,) = said(tx=2)
    assert "'tx-a' cannot carry a lost side: it must carry 4 MW with " in one.sentence
    assert with_cure(one).endswith("and can carry 3.6 (2 × 1.8): 1 unit more")


def test_one_side_only_has_to_have_its_spare_in_itself() -> None:
    """4 MW on one UPS: 4 modules are N, as 3 carry 3.75; on 3 transformers of 1.8 also N, as 2 carry 3.6."""
    other = "loads: {lights: {mw: 0.2, fed_by: [ups-b]}}"
    alone = said(other, cords="[ups-a]")
    assert [one.path for one in alone] == ["power.tx-a", "power.ups-a"]
    assert all(
        "has no spare (N+0): it must carry 4 MW with everything in order" in one.sentence for one in alone
    )
    assert said(other, cords="[ups-a]", ups=5, tx=4) == []


def test_a_feed_is_cured_by_its_rating() -> None:
    (one,) = said(feed=", rating_mw: 4.5")
    assert one.contradiction
    assert with_cure(one) == (
        "'mains' is too small: it must carry 5 MW with everything in order, and can carry 4.5 (1 × 4.5): "
        "it takes a rating of 5 MW"
    )


def test_chillers() -> None:
    """4.2 MW of heat ÷ 1.5 = 2.8: 2 are too few, 3 have no spare."""
    (few,) = said(chillers=2)
    assert few.contradiction
    assert with_cure(few) == (
        "'chillers' is too small: it must move 4.2 MW of heat at full load, and can move 3 (2 × 1.5): "
        "1 unit more, 2 with a spare"
    )
    (enough,) = said(chillers=3)
    assert not enough.contradiction
    assert with_cure(enough) == (
        "'chillers' has no spare (N+0): it must move 4.2 MW of heat at full load, and with one unit out can "
        "move 3 (2 × 1.5): 1 unit more"
    )
    (told,) = said(chillers=3, needed=", needed: 3")
    assert told.sentence == "all 3 units of 'chillers' are needed: it has no spare"


def test_chillers_of_which_too_few_keep_power() -> None:
    """Two of four on each board: with one lost 2 x 1.5 = 3 of 4.2 MW."""
    text = SITE.format(feed="", sets=4, tx=3, ups=4, chillers=4, cords="[ups-a, ups-b]", needed="").replace(
        "fed_by: [board-a, board-b]", "split: {board-a: 2, board-b: 2}"
    )
    (one,) = [one for one in findings(scenario_from_text(text)) if one.path == "cooling.chillers"]
    assert not one.contradiction
    assert with_cure(one) == (
        "'chillers' cannot do without a side: it must move 4.2 MW of heat with 'board-a' lost, and the 2 of "
        "its 4 units with power can move 3 (2 × 1.5): power for 3 units of it from what is left then"
    )


def test_what_may_be_shed_is_no_lack() -> None:
    """One of 3 sets lost leaves 3.6 MW for 5: without the tenant of 2 MW there are 3."""
    text = SITE.format(feed="", sets=3, tx=3, ups=4, chillers=4, cords="[ups-a, ups-b]", needed="")
    text = text.replace("derate: 0.9", "derate: 0.9, shed: {tenants: [lab], within_s: 2}")
    text += "tenants: {bank: {hall: hall, contracted_mw: 2}, lab: {hall: hall, contracted_mw: 2}}"
    assert [one for one in findings(scenario_from_text(text)) if one.path == "power.sets"] == []


def test_shipped_sites_with_n_plus_0_gensets() -> None:
    """Thái Nguyên 20 + 6.8 + 4.0 = 30.8 MW on 13 x 2.375 = 30.875; Đà Nẵng 14 + 4.76 + 2.8 = 21.56 on 10."""
    for site, carried, left in (
        ("thai-nguyen-finished", "30.8 MW", "28.5 (12 × 2.375)"),
        ("da-nang-it-park-finished", "21.56 MW", "21.375 (9 × 2.375)"),
    ):
        base = read_scenario(f"scenarios/{site}.yaml")
        assert [one.path for one in findings(base) if "N+0" in one.sentence or one.contradiction] == []
        (one,) = [one for one in findings(base.variant("gensets-n")) if one.path == "power.gensets"]
        assert (
            f"it must carry {carried} with the grid gone, and with one unit out can carry {left}"
            in one.sentence
        )
