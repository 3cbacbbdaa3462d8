"""Certificates: what the core did in one stretch of a history, and for which others it would do the same."""

from dcsim.engine.certify.apply import Certified
from dcsim.engine.certify.catalogue import Catalogue

__all__ = ["Catalogue", "Certified"]
