"""What a planner calls the groups of one kind together."""

from __future__ import annotations

STAGES = {
    "feed": "feeds",
    "upstream": "upstream",
    "genset": "gensets",
    "switchgear": "boards",
    "bus_tie": "ties",
    "transformer": "transformers",
    "ups": "ups",
    "ats": "switches",
    "sts": "switches",
    "pdu": "pdus",
    "element": "elements",
    "chiller": "chillers",
    "crac": "room_units",
    "pump": "pumps",
    "air_handler": "air_handlers",
    "cdu": "cdus",
    "pipe": "pipes",
    "heat_rejection": "heat_rejection",
}
