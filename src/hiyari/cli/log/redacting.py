"""The redactor of this site, as commands use it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from hiyari.maillog.redact import Redactor
from hiyari.model.finding import Finding
from hiyari.model.inventory import Inventory
from hiyari.model.text import Param, Remote, Text
from hiyari.store.place import key_folder, make_private, site_key, state_url


def redactor_of(state: str | None, inventory: Inventory | None) -> Redactor:
    """A redactor with the site's key, which is made on first use.

    Args:
        state: What ``--state`` said.
        inventory: What is declared, if anything is.

    Raises:
        UserError: The key cannot be read or made.
    """
    root = os.geteuid() == 0
    url = state_url(state, inventory.state_url if inventory is not None else None, os.environ, root=root)
    folder = key_folder(url, os.environ, root=root)
    make_private(folder)
    return Redactor(site_key(folder))


def redacted(findings: Iterable[Finding], redactor: Redactor | None) -> tuple[Finding, ...]:
    """Findings without people in them: every text that came from a log, in whatever form it is shown."""
    if redactor is None:
        return tuple(findings)
    return tuple(_finding(one, redactor) for one in findings)


def _finding(finding: Finding, redactor: Redactor) -> Finding:
    evidence = tuple(
        replace(one, asked=redactor.words(one.asked), answer=redactor.words(one.answer)) for one in finding.evidence
    )
    return replace(
        finding,
        object=redactor.words(finding.object),
        params={name: _param(name, value, redactor) for name, value in finding.params.items()},
        details=tuple(_text(one, redactor) for one in finding.details),
        evidence=evidence,
        next=None if finding.next is None else _text(finding.next, redactor),
    )


def _text(sentence: Text, redactor: Redactor) -> Text:
    return replace(sentence, params={name: _param(name, value, redactor) for name, value in sentence.params.items()})


def _param(name: str, value: Param, redactor: Redactor) -> Param:
    match value:
        case str():
            return redactor.address(value) if name in _PEOPLE else redactor.words(value)
        case Remote(raw=raw):
            return Remote(redactor.address(raw) if name in _PEOPLE else redactor.words(raw))
        case Text():
            return _text(value, redactor)
        case tuple():
            return tuple(_param(name, one, redactor) for one in value)
        case _:
            return value


_PEOPLE: Final = frozenset({"account", "login", "recipient", "sasl", "sender", "user", "who"})
"""Parameters that name a person, also without an ``@``."""
