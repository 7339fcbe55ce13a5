"""Whether every authoritative server shows what was published."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from hiyari.dns.answer import Answer, Lost, Question
from hiyari.dns.authority import Authorities, Authority, NameServer, without_dead_ends
from hiyari.dns.records import RdType
from hiyari.model.cause import Other
from hiyari.model.clock import Clock
from hiyari.model.plan import RrsetEdit
from hiyari.model.text import Text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One RRset on all servers of its zone."""

    edit: RrsetEdit
    shown: tuple[str, ...]
    """The servers that show it."""
    behind: tuple[Text, ...]
    """Why the others do not count: they show something else, or were not to be asked."""


async def watch(
    edits: tuple[RrsetEdit, ...], authorities: Authorities, *, clock: Clock, longest: float, pause: float = 1.0
) -> tuple[Published, ...]:
    """Ask every authoritative server, again and again, until all show the edits or the time is over.

    Args:
        edits: What was published.
        authorities: Whom to ask.
        clock: For the time that has passed.
        longest: Seconds after which it is given up.
        pause: Seconds between two rounds.
    """
    started = clock()
    while True:
        seen = tuple(await asyncio.gather(*(_look(edit, authorities) for edit in edits)))
        left = longest - (clock() - started).total_seconds()
        if left <= 0 or not any(one.behind for one in seen):
            return seen
        await asyncio.sleep(min(pause, left))


async def _look(edit: RrsetEdit, authorities: Authorities) -> Published:
    authority = await authorities.of(edit.name)
    if not isinstance(authority, Authority):
        return Published(edit=edit, shown=(), behind=(_nobody(edit, authority),))
    question = Question(edit.name, RdType[edit.rdtype])
    shown, behind = (
        [],
        [text("{server}: {cause}", server=name, cause=lost.describe()) for name, lost in authority.losses],
    )
    asked = ((server, (answer,)) for server, answer in await authorities.ask_each(authority, question))
    for server, (answer,) in without_dead_ends(asked):
        if answer.lost is None and sorted(map(str, answer.records)) == sorted(edit.after):
            shown.append(str(server))
        else:
            behind.append(_behind(server, answer))
    return Published(edit=edit, shown=tuple(shown), behind=tuple(behind))


def _nobody(edit: RrsetEdit, why: Lost | Other) -> Text:
    return text("the name servers of {name} are not known: {cause}", name=edit.name, cause=why.describe())


def _behind(server: NameServer, answer: Answer) -> Text:
    if answer.lost is not None:
        return text("{server}: {cause}", server=str(server), cause=answer.lost.describe())
    return text("{server} still shows something else for {question}", server=str(server), question=str(answer.question))
