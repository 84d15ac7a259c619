"""How a long action tells how far it is, without knowing who listens."""

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is in all, and the name of the last one."""


def never() -> bool:
    """Ask nobody to stop."""
    return False


def silent(_done: int, _total: int, _name: str) -> None:
    """Tell nobody."""
