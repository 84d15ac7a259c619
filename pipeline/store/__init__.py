"""Bookkeeping: the register of what was received, in one database; files beside it."""

from pipeline.store.database import Store

__all__ = ["Store"]
