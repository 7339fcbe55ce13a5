"""The words that every renderer uses for a verdict."""

from __future__ import annotations

from typing import Final, assert_never

from hiyari.locale.translate import Translator
from hiyari.model.finding import Finding
from hiyari.model.text import N_, Text, ntext, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict

NAMES: Final = {NearMiss: "near_miss", Unknown: "unknown", Pass: "pass"}
"""As they stand in JSON."""


def word(verdict: Verdict) -> str:
    """The verdict in one or two words, to be translated."""
    match verdict:
        case Pass():
            return N_("pass")
        case NearMiss():
            return N_("near miss")
        case Unknown():
            return N_("unknown")
        case _:
            assert_never(verdict)


def title(finding: Finding, translator: Translator) -> str:
    """What the finding says: the rule's title where it is true; the object alone where it is not known to be."""
    match finding.verdict:
        case NearMiss():
            return translator.render(finding.title)
        case Unknown(cause=cause):
            unknown = text("{object}: {cause}", object=finding.object, cause=cause.describe())
            return translator.render(unknown)
        case Pass():
            return finding.object


def summary(near: int, unknown: int, passed: int) -> tuple[Text, ...]:
    """The counts, one phrase each."""
    return (
        ntext("{count} near miss", "{count} near misses", near),
        ntext("{count} unknown", "{count} unknown", unknown),
        ntext("{count} pass", "{count} passes", passed),
    )
