"""What a site draws on its design day, by hand: IT, what is lost on its way, cooling, loads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dcsim.scenario.model import Hall, ScenarioModel, Transformer, Ups


def hall_mw(model: ScenarioModel, hall: Hall) -> float:
    """IT and what is lost between the boards and it, with the pumps and fans on the hall's UPS.

    Both sides are alike, so it is the same whichever carries how much.
    """
    power: Mapping[str, Any] = model.power
    pdu = power[hall.cords[0]]
    ups = power[pdu.fed_by[0]]
    transformer = power[ups.fed_by[0]]
    assert isinstance(ups, Ups)
    assert isinstance(transformer, Transformer)
    fans = math.fsum(group.draw_mw for group in model.cooling.values() if pdu.fed_by[0] in group.fed_by)
    after_ups = hall.it_mw / (getattr(pdu, "efficiency", None) or 1) + fans
    return after_ups / (ups.efficiency or 1) / (transformer.efficiency or 1) - fans
