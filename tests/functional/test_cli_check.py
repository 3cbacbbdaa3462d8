"""`check`, `show` and `schema` through the front door: what they print, where, and how they leave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenario.small import SMALL, changed

ROOT = Path(__file__).parents[2]
SITE = "scenarios/thai-nguyen-finished.yaml"
NOT_YET = (
    "size",
    "report",
    "init",
)


def dcsim(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "dcsim.cli", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def loaded_by(code: str) -> set[str]:
    """Top modules loaded after running `code` in a fresh interpreter."""
    code += "\nimport sys; print('\\n' + ' '.join(m for m in sys.modules if '.' not in m))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return set(done.stdout.split("\n")[-2].split())


def leaving(*arguments: str) -> str:
    return f"from dcsim.cli import main\ntry:\n    main({list(arguments)!r})\nexcept SystemExit:\n    pass"


def test_a_file_without_fault() -> None:
    done = dcsim("check", SITE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{SITE}: fine: 2 feeds, ")
    assert "variants" in done.stdout


def test_findings_come_with_the_check(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SMALL)
    done = dcsim("check", "site.yaml", cwd=tmp_path)
    assert "'hall-1' hangs on one cord" in done.stdout
    assert "'board' always transfers when asked: no fail_to_transfer is given" in done.stdout
    assert "library values were never read at a source" in done.stdout


def test_faults_go_to_stderr_with_a_caret(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(changed("rating_mw: 2", "powr_mw: 2"))
    done = dcsim("check", "site.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "site.yaml:8:24: unknown field 'powr_mw' (in power.sets); did you mean 'rating_mw'?\n"
        "     8 |   sets: {kind: genset, powr_mw: 2}\n"
        "       |                        ^\n"
    )


def test_faults_in_variants_are_found_too(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(changed("{count: 2}", "{count: 0}"))
    done = dcsim("check", "site.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert (
        "site.yaml:14:36: 'count' is 0; it must be at least 1 (in power.sets) [variant 'two-sets']"
        in done.stderr
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "nowhere.yaml"), "nowhere.yaml: cannot be read: No such file or directory"),
        (("check", "."), "is a folder"),
        (("check", "binary"), "binary:1:1: not UTF-8"),
        (("check",), "Missing argument 'FILE'"),
        (("check", "site.yaml", "--variant", "two-set"), "did you mean 'two-sets'?"),
        (("show", "site.yaml", "--set", "power.sets.count"), "--set takes path=value"),
        (("show", "site.yaml", "--set", "power.sets.count=[1"), "--set power.sets.count: not YAML"),
        (("show", "site.yaml", "--set", "power.set.count=1"), "did you mean 'sets'?"),
        (("chekc", "site.yaml"), "there is no command 'chekc'; did you mean 'check'?"),
        (("check", "site.yaml", "--fast"), "No such option"),
        (("plot", "foo"), "there is no picture 'foo'; known: audit, causes, "),
        (("plot", "site.yaml"), "there is no picture 'site.yaml'; known: audit, causes, "),
    ],
)
def test_bad_input_leaves_with_2_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "site.yaml").write_text(SMALL)
    (tmp_path / "binary").write_bytes(b"\x89PNG\r\n\xff\x00")
    done = dcsim(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", NOT_YET)
def test_commands_of_later_versions_are_refused(command: str) -> None:
    from dcsim.cli import commands
    from dcsim.errors import UsageError

    with pytest.raises(UsageError, match=f"'{command}' is not yet supported"):
        commands.main([command, "x.yaml"], standalone_mode=False)


def test_show_says_who_set_each_value(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SMALL)
    done = dcsim(
        "show", "site.yaml", "--variant", "two-sets", "--set", "halls.hall-1.it_mw=900 kW", cwd=tmp_path
    )
    lines = [" ".join(line.split()) for line in done.stdout.split("\n")]
    assert "count 2 variant two-sets, line 14" in lines
    assert "it_mw 900 kW set by hand" in lines
    assert "rating_mw 2 file, line 8" in lines
    assert "derate 1 default" in lines
    assert (
        "failures_per_year 0.0017 library switchgear_bus_insulated_mv (published, secondary): IEEE Std 493-1997 "
        "industrial survey tables (ch.3); 261 h average also quoted in public GitHub data-centre asset fault catalogue "
        "quoting IEEE 493 / CIGRE / EPRD-2014 / NPRD-2016; 0.0005 to 0.004"
    ) in lines


def test_show_as_one_json_document() -> None:
    document = json.loads(dcsim("show", SITE, "--json").stdout)
    assert list(document) == ["schema", "name", "sha256", "variants", "data", "origins", "replays"]
    origin = document["origins"]["power.gensets.count"]
    assert (origin["kind"], origin["file"]) == ("file", SITE)
    assert len({tuple(entry) for entry in document["origins"].values()}) == 1  # every key always present


def test_schema_prints_the_committed_schema() -> None:
    assert dcsim("schema").stdout == (ROOT / "docs" / "scenario.schema.json").read_text(encoding="utf-8")


def test_a_reader_that_leaves_early_does_no_harm(tmp_path: Path) -> None:
    code = f"{sys.executable} -m dcsim.cli show {SITE} | head -1"
    done = subprocess.run(
        code, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stderr == ""


def test_ctrl_c_leaves_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    import dcsim.cli

    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dcsim.cli.commands, "main", interrupted)
    with pytest.raises(SystemExit) as left:
        dcsim.cli.main(["check"])
    assert left.value.code == 130


def test_help_and_version() -> None:
    shown = dcsim("--help").stdout
    assert all(f"\n  {name} " in shown for name in ("check", "show", "run", "plot", "schema"))
    assert dcsim("--version").stdout.startswith("dcsim ")


def test_what_is_not_needed_is_not_loaded() -> None:
    heavy = {"numpy", "scipy", "matplotlib", "pydantic", "simpy", "ruamel", "rich", "jinja2"}
    assert not heavy & loaded_by("import dcsim")
    assert not heavy & loaded_by(leaving("--help"))
    assert not {"numpy", "scipy", "matplotlib", "simpy", "rich"} & loaded_by(leaving("check", SITE))


def test_the_public_names() -> None:
    import dcsim as package

    assert dir(package) == [
        "DcsimError", "Estimate", "Fault", "Mark", "Scenario", "ScenarioError", "SimulationError", "UsageError",
        "__version__", "capacity", "compare", "plot", "power_balance", "read_scenario", "run", "sensitivity", "survive",
        "survive_by_start",
        "sweep", "trace",
    ]  # fmt: skip
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing
