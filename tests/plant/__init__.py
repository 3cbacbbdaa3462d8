"""Tests of the plant room: hand-computed tables, and an independent judge on random plants."""
