"""What ``hiyari log trace`` does with facts: the trace, and what a trace cannot know about the logs and the notice.

An address whose part in the mail nobody tells is looked for as a sender first, then as a recipient. Logs without any
message are told as such: that they do not have the Message-ID would be true, and lead nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from hiyari.maillog.ingest.judging import FOREVER, readings
from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace.notice import Notice
from hiyari.maillog.trace.tracing import Names, Traced, trace
from hiyari.maillog.trace.window import Window
from hiyari.model.inventory import Inventory
from hiyari.model.text import Text, text

_ACCESS: Final = "access"
"""The format of web servers' logs, which tell of no mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the facts; the arguments of `trace`."""

    notice: Notice
    inventory: Inventory | None
    window: Window | None
    limits: Window
    skew: int | None
    names: Names


def answer(facts: Asker, question: Question) -> Traced:
    """The trace.

    Args:
        facts: The facts of the logs.
        question: What is asked.
    """
    traced = _trace(facts, question, question.notice)
    if not traced.lead.messages and question.notice.addresses:
        # Both together would look for mail from the address to itself.
        others = replace(question.notice, senders=(), recipients=question.notice.addresses)
        again = _trace(facts, question, others)
        traced = again if again.lead.messages else traced
    if traced.lead.messages:
        return traced
    missing = _missing(facts, question.limits)
    if missing is None:
        return traced
    return replace(traced, doubt=missing, lead=replace(traced.lead, tried=()))


def _trace(facts: Asker, question: Question, notice: Notice) -> Traced:
    return trace(
        facts,
        notice,
        inventory=question.inventory,
        window=question.window,
        limits=question.limits,
        skew=question.skew,
        names=question.names,
    )


def _missing(facts: Asker, limits: Window) -> Text | None:
    """Why the logs can have no answer at all; None where they hold messages."""
    if _messages(facts, limits):
        return None
    if _messages(facts, Window(since=0, until=FOREVER)):
        return text("the logs that were read hold no message between --since and --until")
    if any(one.mail and one.format != _ACCESS for one in readings(facts)):
        return text("the mail logs that were read hold no message that was in a queue")
    return text("no mail log was read: name the mail logs of that time, too")


def _messages(facts: Asker, window: Window) -> bool:
    return bool(facts.ask("summary_messages", since=window.since, until=window.until, together=1))
