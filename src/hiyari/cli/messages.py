"""Sentences to the person at the keyboard: on stderr, in their language."""

from __future__ import annotations

import os

import click

from hiyari.locale.translate import Translator, choose_language
from hiyari.model.text import Text


def translator() -> Translator:
    """The translator for ``--lang``, else for the environment."""
    context = click.get_current_context(silent=True)
    asked = context.find_root().obj if context is not None else _asked
    return Translator(choose_language(asked if isinstance(asked, str) else None, os.environ))


_asked: str | None = None


def say(sentence: Text) -> None:
    """Write one sentence to stderr."""
    click.echo(translator().render(sentence), err=True)
