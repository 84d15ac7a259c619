"""A campaign opened for a command; a fictional one says so, whatever the command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.say import warn

if TYPE_CHECKING:
    from pipeline.run.session import Session


@contextmanager
def opened(workspace: Path, name: str) -> Iterator["Session"]:
    """Open a campaign of the workspace by its identity or its folder."""
    from pipeline.run.session import open_session  # noqa: PLC0415 -- --help answers at once

    with open_session(workspace, name) as session:
        if session.fiction:
            warn(session.fiction)
        yield session
