"""Faults planted in what the screened driver may leave out: the comparison of the two drivers sees each of them."""

from __future__ import annotations

import numpy as np
import pytest

from dcsim.engine.certify import apply
from dcsim.engine.certify.certificate import Certificate
from dcsim.engine.certify.rehearsal import _Rehearsal
from dcsim.engine.certify.stretch import Cases
from dcsim.engine.intervals import Floats
from dcsim.engine.site_state import SiteState
from tests.engine.random_sites import random_scenario
from tests.engine.two_drivers import a_certificate_for_everything, compare, differences

SITES = range(100, 120)


def never_dies(self: _Rehearsal, key: int, name: str, began_h: float) -> None:
    self.draws.running.pop(key, None)  # type: ignore[attr-defined]
    SiteState.ran(self, key, name, began_h)


def always_holds(self: Certificate, variables: Floats) -> np.ndarray:
    return np.ones(variables.shape[1], bool)


def any_chance(self: Cases, chances: object) -> np.ndarray:
    return np.ones(len(self), bool)


def no_wait(self: apply.Certified, rest: Floats, calm: Floats) -> np.ndarray:
    return np.asarray(rest < np.inf)


FAULTS: dict[str, tuple[type, str, object]] = {
    "a machine outlives every run": (_Rehearsal, "ran", never_dies),
    "conditions are not looked at": (Certificate, "holds", always_holds),
    "chances are not looked at": (Cases, "agree", any_chance),
    "the next stretch may begin at once": (apply.Certified, "_in_time", no_wait),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, replacement = FAULTS[fault]
    monkeypatch.setattr(owner, name, replacement)
    with a_certificate_for_everything():
        assert any(differences(compare(random_scenario(seed), 6, seed)) for seed in SITES)
