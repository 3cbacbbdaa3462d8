"""Cooling in time: machines that stop and restart, sags that drop them, and the heat left in the halls."""
