"""What is said about a copy of a well-known script: its weaknesses, and what its settings decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from hiyari.forms.families.entry import Entry, Known, Settings, Weakness, numbers
from hiyari.model.text import Text, text

_HISTORIC: Final = 5
"""Weaknesses that are told of one copy at most."""


def weaknesses_of(entry: Entry, version: str | None) -> tuple[Known, ...]:
    """The weaknesses that this version has; without a version those that every one has."""
    mine = numbers(version) if version is not None else None
    return tuple(one for one in entry.weaknesses if one.before is None or (mine is not None and mine < one.before))[
        :_HISTORIC
    ]


def note_of(entry: Entry, version: str | None, found: Text | None) -> Text:
    """The whole note: what is known of the version, then what the settings say.

    Args:
        entry: The family.
        version: As the copy tells it.
        found: What was read in the copy's settings.
    """
    parts = [_weak(one) for one in weaknesses_of(entry, version)]
    if not parts and version is None and entry.weaknesses:
        parts.append(text("It does not tell its version, and old versions are weak."))
    parts.append(found or _settings(entry.settings))
    return joined(parts)


def joined(parts: Iterable[Text]) -> Text:
    """Several sentences as one."""
    whole: Text | None = None
    for part in parts:
        whole = part if whole is None else text("{first} {second}", first=whole, second=part)
    return whole if whole is not None else text("Nothing more is known about it.")


def _weak(one: Known) -> Text:
    match one.kind:
        case Weakness.RECIPIENT:
            return text("In this version a visitor chooses the recipient ({source}).", source=one.source)
        case Weakness.HEADER:
            return text("In this version line breaks in fields become header fields ({source}).", source=one.source)
        case Weakness.REFERER:
            return text(
                "In this version only the Referer is checked, and that can be forged ({source}).", source=one.source
            )
        case Weakness.RELAY:
            return text("In this version strangers can send spam through it ({source}).", source=one.source)
        case Weakness.COMMAND:
            return text("In this version a crafted field can run commands ({source}).", source=one.source)
        case Weakness.READ:
            return text("In this version a visitor can read the host's files ({source}).", source=one.source)
        case Weakness.UPLOAD:
            return text("In this version a visitor can upload programs ({source}).", source=one.source)
        case _:
            assert_never(one.kind)


def _settings(settings: Settings) -> Text:
    match settings:
        case Settings.DATABASE:
            return text("Whom it mails, and whether it sends copies, stands in the site's database.")
        case Settings.ELSEWHERE:
            return text("Whom it mails stands in its own configuration file.")
        case Settings.LIBRARY:
            return text("It is a library: the scripts that include it decide.")
        case Settings.FORMMAIL | Settings.NMS | Settings.VARIABLES:
            return text("Its settings decide, and they could not be read.")
        case Settings.NONE:
            return text("Which addresses it mails depends on how it was set up.")
        case _:
            assert_never(settings)
