"""The words for the kinds of steps."""

from __future__ import annotations

from typing import Final

from hiyari.locale.translate import Translator
from hiyari.model.plan import Step
from hiyari.model.text import N_

_KINDS: Final = {
    "dns": N_("DNS"),
    "reverse dns": N_("reverse DNS"),
    "verify": N_("verify"),
    "wait": N_("wait"),
    "firewall": N_("firewall"),
    "next hop": N_("next hop"),
    "trickle": N_("trickle"),
    "full use": N_("full use"),
    "drain": N_("drain"),
    "clean up": N_("clean up"),
}


def kind(step: Step, words: Translator) -> str:
    """The kind in the reader's language."""
    return words.message(_KINDS.get(step.kind, step.kind))
