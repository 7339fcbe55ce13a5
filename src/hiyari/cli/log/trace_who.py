"""Who handed a reported message in, for a person: the injector, his addresses, or everybody who comes into question."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Final, assert_never

from hiyari.cli.paper import Paper
from hiyari.maillog.trace.by import By
from hiyari.maillog.trace.candidate import Candidate
from hiyari.maillog.trace.chain import Chain
from hiyari.maillog.trace.injector import Injector, Kind
from hiyari.maillog.trace.rows import moment
from hiyari.maillog.trace.story import Story
from hiyari.maillog.trace.tracing import Traced
from hiyari.model.text import Remote, Text, ntext, text

_CLIENTS: Final = 3
_CANDIDATES: Final = 8
_FILES: Final = 6
_QUEUE_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,39}")


def who(paper: Paper, traced: Traced, logs: Sequence[str] | None) -> None:
    """Write it; where nobody can be named, the candidates.

    Args:
        paper: Where.
        traced: What was found.
        logs: The files that were read, for the commands that ask again; None to write no commands.
    """
    for unread in traced.notice.unread:
        paper.say(unread, 2)
    if traced.notice.feedback == "not-spam":
        paper.say(text("The notice says that the message is NOT spam: somebody took it out of a spam folder."), 2)
    for tried in traced.lead.tried if traced.doubt is not None else ():
        paper.say(tried, 2)
    if traced.injector is not None:
        paper.gap()
        paper.beside(paper.words.render(text("Sent by:")), injector_words(traced.injector), 0)
        _script(paper, traced.story)
        _behind(paper, traced)
        paper.say(_way(traced), 2)
    elif traced.candidates:
        _candidates(paper, traced.candidates, logs)


def _behind(paper: Paper, traced: Traced) -> None:
    """The addresses of an account, and those that failed to log in as it; a client's share."""
    for use in traced.behind.uses[:_CLIENTS]:
        paper.say(
            ntext(
                "From {address}: {count} message, {since} to {until}",
                "From {address}: {count} messages, {since} to {until}",
                use.count,
                address=use.address or "?",
                since=moment(use.since),
                until=moment(use.until),
            ),
            2,
        )
    if len(traced.behind.uses) > _CLIENTS:
        paper.say(text("... and {count} other addresses.", count=len(traced.behind.uses) - _CLIENTS), 2)
    failures = traced.behind.failures
    if failures:
        paper.say(
            ntext(
                "{count} login as this account failed, from {addresses}; the last {until}",
                "{count} logins as this account failed, from {addresses}; the last {until}",
                sum(one.count for one in failures),
                addresses=tuple(f"{one.address or '?'} ({one.count})" for one in failures[:_CLIENTS]),
                until=moment(max(one.until for one in failures)),
            ),
            2,
        )
    if traced.injector is not None and traced.injector.kind is Kind.CLIENT:
        share = round(traced.behind.share * 100)
        paper.say(text("It hands in {share} % of the mail that this host takes.", share=share), 2)


def _script(paper: Paper, story: Story) -> None:
    if story.scripts:
        paper.say(text("Script that the header names: {script}", script=Remote(story.scripts[0])), 2)
    if story.folders:
        paper.say(text("Folder that it ran in: {folder}", folder=Remote(story.folders[0])), 2)


def _candidates(paper: Paper, others: Sequence[Candidate], logs: Sequence[str] | None) -> None:
    paper.gap()
    paper.say(text("Who handed in mail that comes into question:"))
    for one in others[:_CANDIDATES]:
        paper.beside(f"{one.messages:>5}", injector_words(one.injector))
        for life in one.examples:
            paper.say(text("{queue_id} at {at}", queue_id=life.queue_id, at=moment(life.first_at)), 9)
        if logs is not None and (command := look_closer(one, logs)):
            paper.command(command, 9)
    if len(others) > _CANDIDATES:
        paper.say(text("... and {count} others.", count=len(others) - _CANDIDATES), 2)
    if logs is None:
        return
    paper.say(
        text(
            "To make sure, ask for the header of the reported message: its Received fields name the queue id. The "
            "command below a candidate shows who sent that message, and how."
        )
    )


def look_closer(one: Candidate, logs: Sequence[str]) -> str:
    """The command that traces a candidate's first message; empty where its queue id is not what one should be."""
    queue_id = next((life.queue_id for life in one.examples if _QUEUE_ID.fullmatch(life.queue_id)), None)
    if queue_id is None:
        return ""
    files = [*map(shlex.quote, logs[:_FILES]), *(["..."] if len(logs) > _FILES else [])]
    return " ".join(["hiyari log trace --queue-id", queue_id, *files])


def injector_words(one: Injector) -> Text:
    """Who it is, in a sentence."""
    match one.kind:
        case Kind.USER if one.login and one.uid is not None:
            return text("user {user} (uid {uid}) on {host}", user=Remote(one.login), uid=one.uid, host=one.host)
        case Kind.USER if one.login:
            return text("user {user} on {host}", user=Remote(one.login), host=one.host)
        case Kind.USER:
            return text("the user with uid {uid} on {host}", uid=-1 if one.uid is None else one.uid, host=one.host)
        case Kind.LOCALHOST:
            return text("a program on {host} itself, by SMTP to localhost", host=one.host)
        case Kind.ACCOUNT:
            return text(
                "the account {account}, which logged in on {host}", account=Remote(one.sasl or ""), host=one.host
            )
        case Kind.CLIENT:
            return text("the client {address}, through {host}", address=one.address or "?", host=one.host)
        case Kind.UNKNOWN:
            return text("nobody that the log of {host} names", host=one.host)
        case _:
            assert_never(one.kind)


def _way(traced: Traced) -> Text:
    chain = _chain(traced.chains[0])
    match traced.lead.by:
        case By.RECEIVED:
            return text("Found by the Received field of our own host, which the log confirms: {chain}", chain=chain)
        case By.MESSAGE_ID:
            return text("Found by its Message-ID: {chain}", chain=chain)
        case By.QUEUE_ID:
            return text("Found by its queue id: {chain}", chain=chain)
        case By.CLIENT:
            return text("Found by the client's address and the time: {chain}", chain=chain)
        case By.ENVELOPE:
            return text("Found by sender, recipient and time: {chain}", chain=chain)
        case By.TIME | None:
            return text("Found by the time alone: {chain}", chain=chain)
        case _:
            assert_never(traced.lead.by)


def _chain(chain: Chain) -> str:
    lives = (*(link.source for link in chain.links), chain.found)
    return " > ".join(f"{one.host} {one.queue_id}" for one in lives)
