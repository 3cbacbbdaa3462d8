"""`trace` and its pictures through the front door: the outage that was asked for, exactly."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import jsonschema
import pytest

import dcsim as package
from dcsim.engine import Record
from dcsim.errors import UsageError
from dcsim.render.trace_document import schema_text
from dcsim.scenario import read_scenario
from dcsim.study import run
from dcsim.study.blocks import Blocks, Part, replications_for
from dcsim.study.trace import simulate_one, trace
from tests.functional.test_cli_run import dcsim

SCHEMA = Path(__file__).parents[2] / "docs" / "trace.schema.json"
SITE = """
format: 1
site: {name: Small, target: III, it_recovery_h: 4}
horizon: {start: 2031-03-01, years: 5}
grid:
  feeds: {mains: {failures_per_year: 4, mttr_h: 6, upstream: []}}
power:
  gensets: {kind: genset, count: 3, rating_mw: 1, fail_to_start: 0.2, mttf_h: 30, mttr_h: 24}
  board: {kind: switchgear, failures_per_year: 0.2, mttr_h: 12, transfer: {from: [mains, gensets], fail_to_transfer: 0.05}}
  ups: {kind: ups, count: 3, rating_mw: 1, failures_per_year: 1, mttr_h: 24, battery_min: 3, fed_by: [board]}
halls: {hall: {it_mw: 2, cords: [ups]}}
variants: {two-sets: {power: {gensets: {count: 2}}}}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("site") / "small.yaml"
    path.write_text(SITE, encoding="utf-8")
    return str(path)


def test_the_story_is_that_of_the_outage_seen(site: str) -> None:
    scenario = read_scenario(site)
    result = run(scenario, seed=4, site_years=100)
    some = [one for one in result.outages if one.replication in (0, 7, 19)]
    assert len(some) > 5
    for outage in some:
        story = trace(scenario, outage.name, seed=4)
        assert story.outage == outage
        halls = [(e.kind, e.time_h) for e in story.events if e.kind in ("hall-down", "hall-up")]
        assert ("hall-down", outage.start_h) in halls
        assert ("hall-up", outage.end_h) in halls or outage.end_h == result.ends[outage.replication]
        assert all(story.begins_h <= e.time_h <= outage.end_h + 1 for e in story.events)


def test_text_and_json_tell_the_same(site: str) -> None:
    text, document = (
        dcsim("trace", site, "--outage", "3.0"),
        dcsim("trace", site, "--outage", "3.0", "--json"),
    )
    assert (text.returncode, text.stderr, document.returncode) == (0, "", 0)
    told = json.loads(document.stdout)
    jsonschema.validate(told, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert told["outage"] == "3.0"
    assert told["end_h"] > told["start_h"]
    assert sum(cut["hours"] for cut in told["causes"]) == pytest.approx(told["end_h"] - told["start_h"])
    first = told["causes"][0]["initiating"]
    assert f"initiating event: {first['name']} {first['kind']}" in text.stdout
    assert "hall: DOWN" in text.stdout
    assert max(map(len, text.stdout.splitlines())) <= 100
    assert dcsim("trace", site, "--outage", "3.0", "--json", hash_seed="7").stdout == document.stdout


def test_committed_schema_is_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_one_replication_alone_is_as_in_its_block(site: str) -> None:
    """The same outages, counts and events, for the work of one replication."""
    scenario, record = read_scenario(site), Record(events=True)
    blocks = Blocks(scenario, 1, record)
    whole = blocks.simulate(Part(2, 800, 400, 8))
    before = blocks.simulate(Part(2, 800, 400, 7))
    one = simulate_one(scenario, 807, seed=1, record=record)
    assert one.outages == tuple(outage for outage in whole.outages if outage.replication == 807) != ()
    assert one.events == tuple(event for event in whole.events if event.replication == 807)
    assert (one.first_replication, one.ends_h) == (807, whole.ends_h[-1:])
    assert one.static_h == whole.static_h[-1:]
    for work in ("history_events", "simpy_events", "evaluations"):
        steps = [getattr(found.counters, work) for found in (one, before, whole)]
        assert steps[0] + steps[1] == steps[2]
    for name, counts in one.groups.items():
        both = before.groups[name] + counts
        assert both.run_h == pytest.approx(whole.groups[name].run_h)
        assert (both.failures, both.repairs, both.starts) == (
            whole.groups[name].failures,
            whole.groups[name].repairs,
            whole.groups[name].starts,
        )


def test_the_package_offers_it(site: str) -> None:
    assert {"run", "survive", "trace"} <= set(dir(package))
    assert package.trace(package.read_scenario(site), "3.0").outage.name == "3.0"


@pytest.mark.parametrize("name", ["0.9999", "x", "1", "1.2.3", "-1.0", "999999999999.0", "٣.0"])
def test_what_is_not_there_is_said(site: str, name: str) -> None:
    done = dcsim("trace", site, f"--outage={name}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_outage_says_how_many_there_are(site: str) -> None:
    done = dcsim("trace", site, "--outage", "0.9999")
    n = len([one for one in run(read_scenario(site), site_years=5).outages if one.replication == 0])
    assert f"replication 0 has {n} outages: 0.0 to 0.{n - 1}" in done.stderr


def test_a_replication_that_the_run_does_not_have(site: str) -> None:
    """Horizons of 5 years: a run of 100 site-years has 20 replications."""
    scenario = read_scenario(site)
    beyond = replications_for(None, scenario.model.horizon.length_h)
    with pytest.raises(UsageError, match=rf"no replication {beyond} in a run of .* 0 to {beyond - 1};"):
        trace(scenario, f"{beyond}.0")
    with pytest.raises(
        UsageError, match=r"no replication 20 in a run of 100 site-years: it has 20, from 0 to 19"
    ):
        trace(scenario, "20.0", site_years=100)
    assert trace(scenario, f"{beyond}.0", site_years=5 * beyond + 5).outage.name == f"{beyond}.0"
    for command in (("trace",), ("plot", "trace")):
        done = dcsim(*command, site, "--outage", "20.0", "--site-years", "100")
        assert (done.returncode, done.stdout) == (2, "")
        assert "if the run was longer, give its --site-years" in done.stderr


def test_the_report_says_how_to_trace_its_own_run(site: str) -> None:
    changes = ("--variant", "two-sets", "--set", "halls.hall.it_mw=1.5", "--seed", "3")
    report = dcsim("run", site, *changes, "--site-years", "50").stdout
    (line,) = [line for line in report.splitlines() if "dcsim trace FILE" in line]
    command = shlex.split(line.partition("dcsim ")[2].replace("FILE", site))
    assert {*changes} <= {*command}
    assert "--site-years" not in command
    told = dcsim(*command)
    assert told.returncode == 0
    assert "(variant two-sets, halls.hall.it_mw=1.5): outage" in told.stdout


def test_pictures_are_written(site: str, tmp_path: Path) -> None:
    causes = dcsim("plot", "causes", site, "--site-years", "50", "-o", str(tmp_path / "causes.png"))
    story = dcsim("plot", "trace", site, "--outage", "3.0", "-o", str(tmp_path / "trace.svg"))
    assert (causes.returncode, story.returncode) == (0, 0)
    assert (tmp_path / "causes.png").stat().st_size > 5_000
    assert (tmp_path / "trace.svg").stat().st_size > 5_000
