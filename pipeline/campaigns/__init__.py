"""Campaign folders: everything that makes one call different from another, as data."""

from pipeline.campaigns.load import Fault, check, load

__all__ = ["Fault", "check", "load"]
