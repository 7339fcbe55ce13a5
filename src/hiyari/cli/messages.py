"""Sentences to the person at the keyboard: on stderr, in their language."""

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import Final

import click

from hiyari.locale.translate import Translator, choose_language
from hiyari.model.text import Text

SPOKEN: Final[ContextVar[str | None]] = ContextVar("spoken", default=None)
"""The language of this run, for what is said when the command has ended: errors are told then."""


def translator() -> Translator:
    """The translator for ``--lang``, else for the environment."""
    context = click.get_current_context(silent=True)
    asked = context.find_root().obj if context is not None else SPOKEN.get()
    return Translator(choose_language(asked if isinstance(asked, str) else None, os.environ))


def say(sentence: Text) -> None:
    """Write one sentence to stderr."""
    click.echo(translator().render(sentence), err=True)
