"""The arguments and options that several commands share."""

import datetime as dt
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., object])

TOLERANT = {"ignore_unknown_options": True}
"""For commands that take files: a name may begin with a dash."""


class Existing(click.ParamType[Path]):
    """A file or folder that must exist; whatever its name, line breaks included."""

    name = "fichier"

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Turn the argument into a path."""
        path = Path(value)
        if not path.exists():
            shown = os.fsencode(path).decode(errors="replace")
            self.fail(f"« {shown} » est introuvable.", param, ctx)
        return path


class Seconds(click.ParamType[float]):
    """A duration between a fifth of a second and an hour; a decimal comma is understood."""

    name = "secondes"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Turn the argument into seconds."""
        try:
            seconds = float(str(value).replace(",", "."))
        except ValueError:
            seconds = 0.0
        if not 0.2 <= seconds <= 3600:
            self.fail(f"« {value} » n’est pas une durée de 0,2 à 3600 secondes.", param, ctx)
        return seconds


class Weight(click.ParamType[tuple[str, int]]):
    """`CODE=N`: another weight for a criterion."""

    name = "poids"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """Split the code from its weight."""
        code, equals, number = value.partition("=")
        if not (code and equals and number.isascii() and number.isdecimal()):
            self.fail(f"« {value} » ne s’écrit pas CODE=NOMBRE.", param, ctx)
        return code, int(number)


class Day(click.ParamType[dt.date]):
    """A day as people write it, or in ISO."""

    name = "jour"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Turn the words into a date."""
        parts = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value)
        written = f"{parts[3]}-{parts[2]:0>2}-{parts[1]:0>2}" if parts else value
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            self.fail(f"« {value} » n’est pas une date (JJ/MM/AAAA).", param, ctx)


def workspace_option(function: Function) -> Function:
    """Add `--workspace`."""
    return click.option(
        "--workspace",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(),
        metavar="DOSSIER",
        help="Dossier de travail, qui contient inbox/ et outbox/ (par défaut\u00a0: ici).",
    )(function)


def json_option(function: Function) -> Function:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Résultat en JSON.")(function)


def campaign_argument(function: Function) -> Function:
    """Add the argument APPEL: an identity or a folder."""
    return click.argument("campaign", metavar="APPEL")(function)


def tell_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 -- click's signature
    """Answer `--version`: from the project's own file, for it may run without being installed."""
    if not wanted:
        return
    import tomllib  # noqa: PLC0415 -- only for this option
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        found = version("candidatures")
    except PackageNotFoundError:
        project = Path(__file__).parents[2] / "pyproject.toml"
        found = tomllib.loads(project.read_text("utf-8"))["project"]["version"]
    click.echo(f"candidatures {found}")
    ctx.exit()
