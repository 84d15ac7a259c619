"""How results are said: in French for people, in JSON for programs, with progress meanwhile."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from pipeline.cli.typography import typographic
from pipeline.run.progress import Progress


def say(text: str = "") -> None:
    """Say a line of the result; names that are no text are shown with question marks."""
    click.echo(typographic(text.encode(errors="replace").decode()))


def warn(text: str) -> None:
    """Say something that a person has to look at."""
    shown = typographic(text.encode(errors="replace").decode())
    click.secho(shown, fg="yellow", err=True)


def say_json(value: object) -> None:
    """Give a result to a program, in ASCII: any name survives any terminal."""
    click.echo(json.dumps(value, ensure_ascii=True, indent=1, default=str))


def some(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: « 0 dossier », « 1 dossier », « 2 dossiers »."""
    return f"{number} {one if number < 2 else many or one + 's'}"


def listed(numbers: Sequence[str]) -> str:
    """Write a list of numbers, shortened when it is long."""
    if len(numbers) <= 6:
        return ", ".join(numbers)
    return f"{', '.join(numbers[:5])}… ({len(numbers)} en tout)"


def own_name() -> str:
    """Return what a person types here to run this program."""
    if shutil.which("candidatures"):
        return "candidatures"
    starter = Path(sys.executable).with_name("candidatures")
    if not starter.is_file():
        return f"{sys.executable} -m pipeline"
    return str(starter.relative_to(Path.cwd()) if starter.is_relative_to(Path.cwd()) else starter)


def as_root(command: str) -> str:
    """Return a command as the person before the screen must type it."""
    return command if os.geteuid() == 0 else f"sudo {command}"


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Show a bar on a terminal, plain lines elsewhere, on the channel of messages."""
    if not sys.stderr.isatty():
        yield _line
        return
    from rich.console import Console  # noqa: PLC0415 -- only needed on a terminal
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int, name: str) -> None:
            shown = escape(name.encode(errors="replace").decode()[:40])
            bar.update(task, completed=done, total=total, description=f"{title}\u00a0: {shown}")

        yield advance


def _line(done: int, total: int, name: str) -> None:
    shown = " ".join(name.encode(errors="replace").decode().split())
    click.echo(f"[{done}/{total}] {shown}", err=True)
