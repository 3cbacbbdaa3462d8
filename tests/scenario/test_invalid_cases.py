"""Every file in tests/cases/invalid has one fault; its first line says the path, the place and the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcsim.errors import ScenarioError
from dcsim.scenario import check_scenario

CASES = Path(__file__).parents[1] / "cases" / "invalid"
FILES = sorted(CASES.glob("*.yaml"))


def test_there_are_many_cases() -> None:
    assert len(FILES) >= 100


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_one_fault_with_its_path_place_and_words(file: Path) -> None:
    path, place, words = file.read_text().split("\n")[0].removeprefix("# expect: ").split(" | ")
    line, column = map(int, place.split(":"))
    with pytest.raises(ScenarioError) as caught:
        check_scenario(file)
    (fault,) = caught.value.faults
    assert fault.message == words
    assert fault.path == ("" if path == "-" else path)
    assert fault.mark is not None
    assert (fault.mark.file, fault.mark.line, fault.mark.column) == (str(file), line, column)
    assert str(caught.value).startswith(f"{file}:{line}:{column}: {words}")
