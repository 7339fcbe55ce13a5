"""Commands that a person is told to give next see the same site: with the folders and options that were given now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from hiyari.cli.forms.again import site_words
from hiyari.cli.forms.sources import FormOptions
from hiyari.locale.shell import command_line
from hiyari.model.finding import Finding
from hiyari.model.text import Command, Param, Text


def hinted(step: Text, options: FormOptions) -> Text:
    """A step that names a file of the site, with what else the command needs."""
    path = step.params.get("path")
    if "hiyari forms" not in step.message or not isinstance(path, Command):
        return step
    if " scan " in step.message:
        folders = () if options.guessed else options.directories
        words = [*folders, *site_words(replace(options, directories=()))]
    else:
        words = site_words(options)
    more = command_line(words)
    params: dict[str, Param] = {**step.params, "path": Command(f"{path.line} {more}") if more else path}
    return Text(message=step.message, params=MappingProxyType(params))


def hint_all(findings: Iterable[Finding], options: FormOptions) -> tuple[Finding, ...]:
    """Findings whose next steps can be copied."""
    return tuple(one if one.next is None else replace(one, next=hinted(one.next, options)) for one in findings)
