"""Help texts in the reader's language: a command's words are looked up when the command is."""

from __future__ import annotations

import copy
import inspect

import click

from hiyari.cli.lazy import inner
from hiyari.locale.translate import Translator


def translated(command: click.Command, words: Translator) -> click.Command:
    """A copy of a command whose help, and that of its options and inner commands, is in the reader's language."""
    copied = copy.copy(command)
    copied.help = _message(command.help, words)
    copied.short_help = _message(command.short_help, words)
    copied.epilog = _message(command.epilog, words)
    copied.params = [_param(param, words) for param in command.params]
    if isinstance(copied, click.Group):
        copied.commands = {name: translated(each, words) for name, each in copied.commands.items()}
    return copied


def _message(written: str | None, words: Translator) -> str | None:
    """A docstring is looked up without its indentation, which Python versions treat differently."""
    return words.message(inspect.cleandoc(written)) if written else None


def _param(param: click.Parameter, words: Translator) -> click.Parameter:
    if not isinstance(param, click.Option) or not param.help:
        return param
    copied = copy.copy(param)
    copied.help = words.message(param.help)
    return copied


def texts(command: click.Command) -> list[str]:
    """Every text of a command that `translated` looks up; for the catalogue."""
    found = [inspect.cleandoc(one) for one in (command.help, command.short_help, command.epilog) if one]
    found += [param.help for param in command.params if isinstance(param, click.Option) and param.help]
    if isinstance(command, click.Group):
        found += [one for each in inner(command) for one in texts(each)]
    return found
