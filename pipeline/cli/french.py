"""click in French: help, usage errors, and the one place where an error becomes an exit status."""

import sys
from collections.abc import Iterable, Sequence
from functools import singledispatch
from typing import NoReturn

import click

from pipeline.cli.typography import typographic
from pipeline.errors import PipelineError

_WHOLE = 200  # characters: no short help is that long, so none is cut

INTERRUPTED = 130
"""Exit status of a command stopped from the keyboard, as shells expect it."""


class Formatter(click.HelpFormatter):
    """Help in French typography."""

    def write_heading(self, heading: str) -> None:
        """Write the title of a section."""
        self.write(f"{'':>{self.current_indent}}{heading}\u00a0:\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text(typographic(text))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write names with their explanations."""
        told = [(name, typographic(text)) for name, text in rows]
        super().write_dl(told, col_max, col_spacing)


class Context(click.Context):
    """A command line under way."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is in French."""

    context_class = Context

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`, explained in French."""
        return _in_french(super().get_help_option(ctx))


class Group(click.Group):
    """A group of commands; the outermost turns what goes wrong into French and a status."""

    command_class = Command
    context_class = Context

    def __init__(self, *args: object, order: Sequence[str] = (), **more: object) -> None:
        """Take what click takes, and the order of the work: that of the commands in the help."""
        super().__init__(*args, **more)  # type: ignore[arg-type]  # click's own arguments
        self._order = tuple(order)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`, explained in French."""
        return _in_french(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Name the commands in the order of the work, not of the alphabet."""
        return sorted(self.commands, key=self._place)

    def _place(self, name: str) -> int:
        return self._order.index(name) if name in self._order else len(self._order)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does."""
        ordered = ((name, self.commands[name]) for name in self.list_commands(ctx))
        shown = [(name, one) for name, one in ordered if not one.hidden]
        with formatter.section("Commandes"):
            formatter.write_dl([(name, one.get_short_help_str(_WHOLE)) for name, one in shown])

    def __call__(self, prog_name: str = "candidatures") -> NoReturn:
        """Run the command line of this process and leave with its status."""
        sys.exit(run(self, sys.argv[1:], prog_name))


def run(group: click.Group, args: Sequence[str], prog_name: str = "candidatures") -> int:
    """Run a command line and return its exit status: 0 done, 1 a person is needed, 2 misused."""
    try:
        status = group.main(list(args), prog_name, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        return _told(in_french(error), 2)
    except PipelineError as error:
        return _told(str(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _told("Interrompu. Rien n’est perdu\u00a0: relancez la même commande.", INTERRUPTED)
    except BrokenPipeError:
        return 0  # the reader of our output, `head` say, had enough
    return status if isinstance(status, int) else 0


def _told(message: str, status: int) -> int:
    click.secho(typographic(message), fg="red", err=True)
    return status


@singledispatch
def in_french(error: click.ClickException) -> str:
    """Say in French what was wrong with a command line."""
    return error.format_message()


@in_french.register
def _(error: click.UsageError) -> str:
    return _with_help(error, error.format_message())


@in_french.register
def _(error: click.MissingParameter) -> str:
    parameter = error.param
    if isinstance(parameter, click.Option):
        return _with_help(error, f"Il manque l’option {'/'.join(parameter.opts)}.")
    name = (parameter.metavar or parameter.human_readable_name) if parameter else ""
    return _with_help(error, f"Il manque {name}.")


@in_french.register
def _(error: click.BadParameter) -> str:
    parameter = error.param
    name = parameter.opts[0] if isinstance(parameter, click.Option) else None
    name = name or (parameter.metavar or parameter.human_readable_name if parameter else "")
    return _with_help(error, f"{name}\u00a0: {error.message}")


@in_french.register
def _(error: click.NoSuchOption) -> str:
    near = f" Peut-être {' ou '.join(error.possibilities)}\u00a0?" if error.possibilities else ""
    return _with_help(error, f"Option inconnue\u00a0: {error.option_name}.{near}")


@in_french.register
def _(error: click.exceptions.NoSuchCommand) -> str:
    return _with_help(error, f"Commande inconnue\u00a0: {error.command_name}.")


@in_french.register
def _(error: click.BadOptionUsage) -> str:
    return _with_help(error, f"L’option {error.option_name} est mal employée.")


def _with_help(error: click.UsageError, said: str) -> str:
    path = error.ctx.command_path if error.ctx else "candidatures"
    return f"{said}\nAide\u00a0: {path} --help"


def _write_usage(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix="Utilisation\u00a0: ")


def _in_french(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "Afficher cette aide."
    return option
