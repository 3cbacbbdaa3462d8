"""The house is as it says: rooms, imports, README's commands, and no path that leads out of the project."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "dcsim"
HIDDEN_BUT_OURS = {".ci", ".gitignore"}
BUILT = {"__pycache__", "build", "dist"}
TEXT = {
    "",
    ".cfg",
    ".csv",
    ".html",
    ".ini",
    ".j2",
    ".json",
    ".md",
    ".py",
    ".sh",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
}

# Each foreign library has one room; everybody else goes through it.
FENCED = {"simpy": "engine", "matplotlib": "render", "ruamel": "scenario"}


def files_under(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in BUILT or path.name.endswith(".egg-info"):
            continue
        if path.name.startswith(".") and path.name not in HIDDEN_BUT_OURS:
            continue
        if path.is_dir():
            yield from files_under(path)
        elif path.suffix in TEXT:
            yield path


def rooms() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return [room.strip() for layer in contracts[0]["layers"] for room in layer.split("|")]


def imported(path: Path) -> set[str]:
    """Top names of everything a module imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("room", rooms())
def test_every_room_exists(room: str) -> None:
    assert (PACKAGE / f"{room}.py").is_file() or (PACKAGE / room / "__init__.py").is_file()


def test_imports_run_up_the_house() -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("library", "room"), FENCED.items())
def test_a_foreign_library_is_known_in_one_room_only(library: str, room: str) -> None:
    users = {
        room_of(path) for path in files_under(PACKAGE) if path.suffix == ".py" and library in imported(path)
    }
    assert users <= {room}


# README and the gate


def commands_of_readme() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^python3 -m venv \.venv && .*$", readme, flags=re.MULTILINE)


def test_readme_has_one_line_to_run_and_one_line_to_test() -> None:
    run, test = commands_of_readme()
    assert "-c constraints.txt" in run
    assert run.endswith("dcsim run scenarios/thai-nguyen-finished.yaml")
    assert "-c constraints.txt" in test
    assert "[test]" in test
    assert test.endswith("-m pytest")


def test_the_gate_takes_its_commands_from_readme() -> None:
    """The gate holds a pattern, not a copy: the pattern must find README's test command and nothing else."""
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -E '(?P<pattern>[^']+)' README\.md", gate)
    assert pattern is not None
    found = re.findall(
        pattern["pattern"], (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert found == [commands_of_readme()[1]]
    assert 'eval "$install_part"' in gate
    assert 'eval "$pytest_part"' in gate
    assert "pip install" not in gate


def test_constraints_are_pinned_versions_without_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    for line in lines:
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line


def test_every_requirement_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert {re.split(r"[<>=!~\[ ]", requirement)[0].lower() for requirement in wanted} <= pinned


LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)")


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in files_under(ROOT) if path.suffix == ".md"]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


# Nothing leads out of the project

ABSOLUTE = re.compile(r"(?<![\w./:<>$~*)\]}{-])(/[A-Za-z][\w.-]*)((?:/[\w.-]+)*)")
RELATIVE = re.compile(r"(?<![\w/.])((?:\.\./)+[\w./-]*)")
OF_EVERY_MACHINE = {"/dev/null", "/etc/passwd", "/usr/bin/env"}


def paths_out(path: Path) -> list[str]:
    """Absolute paths into a folder this machine has, and relative ones that leave the project."""
    text = path.read_text(encoding="utf-8")
    absolute = [
        found[0]
        for found in ABSOLUTE.finditer(text)
        if Path(found[1]).is_dir() and found[0].rstrip(".") not in OF_EVERY_MACHINE
    ]
    relative = [
        found[1]
        for found in RELATIVE.finditer(text)
        if not (path.parent / found[1]).resolve().is_relative_to(ROOT)
    ]
    return absolute + relative


def test_no_file_names_a_path_outside_the_project() -> None:
    leaks = {str(path.relative_to(ROOT)): out for path in files_under(ROOT) if (out := paths_out(path))}
    assert leaks == {}


def test_a_path_outside_would_be_seen(tmp_path: Path) -> None:
    """The check above can fail: this machine's temporary folder and the parent of the project are noticed."""
    page = tmp_path / "page.md"
    page.write_text(f"see `{tmp_path}/notes.md` and ../notes.md")
    assert paths_out(page) == [f"{tmp_path}/notes.md", "../notes.md"]


def test_no_installer_address_is_written_down() -> None:
    addressed = re.compile(r"(--)?(extra-)?index-" + r"url|find-" + r"links|--trusted-" + r"host")
    named = [path.name for path in files_under(ROOT) if addressed.search(path.read_text(encoding="utf-8"))]
    assert named == []
