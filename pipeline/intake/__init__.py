"""Intake: from what arrived to the parts that can be read."""

from pipeline.intake.unpack import Context, Part, unpack

__all__ = ["Context", "Part", "unpack"]
