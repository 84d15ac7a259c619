"""Intake: from what arrived to the parts that can be read, every file of it accounted for."""

from pipeline.intake.part import Contents, File, Message, Pointer
from pipeline.intake.unpack import Context, Part, open_drop, unpack

__all__ = ["Contents", "Context", "File", "Message", "Part", "Pointer", "open_drop", "unpack"]
