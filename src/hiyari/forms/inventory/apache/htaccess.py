"""Reads a folder's ``.htaccess``: what it says as far as ``AllowOverride`` lets it say something."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from typing import Final

from hiyari.forms.inventory.apache.statements import CLASSES, rules_of
from hiyari.forms.inventory.apache.syntax import Directive, State, SyntaxProblem, parse
from hiyari.forms.inventory.note import Note, Place
from hiyari.forms.inventory.reading import NotRead, read_file
from hiyari.forms.inventory.rules import NO_RULES, Rules
from hiyari.model.text import text

_MOST: Final = 1024 * 1024


def read_htaccess(folder: str, name: str, allowed: frozenset[str], modules: frozenset[str]) -> Rules:
    """What the file says about its folder and those below.

    Args:
        folder: Absolute.
        name: ``.htaccess``, unless the server calls it otherwise.
        allowed: What ``AllowOverride`` names, lower case.
        modules: The server's; empty: not known.
    """
    path = posixpath.join(folder, name)
    if not allowed or not posixpath.lexists(path):
        return NO_RULES
    try:
        source = os.fsdecode(read_file(path, _MOST))
    except NotRead as problem:
        return Rules(notes=(Note(place=Place(path=path, line=1), why=problem.why),))
    return htaccess_rules(source, path, allowed, modules)


def htaccess_rules(source: str, path: str, allowed: frozenset[str], modules: frozenset[str]) -> Rules:
    """What the text of a ``.htaccess`` says; an error in it makes the server refuse the whole folder."""
    state = State(modules=set(modules))
    try:
        directives = parse(source, path, state)
    except SyntaxProblem as problem:
        return Rules(broken=text("{place}: {why}", place=str(problem.place), why=problem.why))
    for directive in _all(directives):
        needed = CLASSES.get(directive.name)
        if needed is not None and not allowed & {"all", needed, directive.name}:
            why = text("{name} is not allowed in .htaccess by AllowOverride.", name=directive.name)
            return Rules(broken=text("{place}: {why}", place=str(directive.place), why=why))
    rules = rules_of(directives, posixpath.dirname(path))
    gap = next(iter(state.gaps), None)
    return Rules(notes=tuple(state.notes), gap=gap).over(rules) if state.notes or gap is not None else rules


def _all(directives: tuple[Directive, ...]) -> Iterator[Directive]:
    for directive in directives:
        yield directive
        yield from _all(directive.children or ())
