"""A trace for a person: one screen that answers who, through what, since when, how much, to where, and what to do."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from hiyari.cli.paper import Paper
from hiyari.cli.render.words import word
from hiyari.maillog.trace.candidate import Candidate
from hiyari.maillog.trace.chain import Chain
from hiyari.maillog.trace.countries import MISSING, countries
from hiyari.maillog.trace.injector import Injector, Kind
from hiyari.maillog.trace.rows import moment
from hiyari.maillog.trace.search import By
from hiyari.maillog.trace.story import Part, Story
from hiyari.maillog.trace.tracing import Traced
from hiyari.maillog.trace.web import Suspect, WebAnswer
from hiyari.model.finding import Finding
from hiyari.model.text import Remote, Text, ntext, text
from hiyari.model.verdict import Unknown

_CLIENTS: Final = 3
_CANDIDATES: Final = 8
_FILES: Final = 6
_QUEUE_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,39}")


def show(
    paper: Paper, traced: Traced, findings: Sequence[Finding], logs: Sequence[str] = (), *, ours: bool = True
) -> None:
    """Write it.

    Args:
        paper: Where.
        traced: What was found.
        findings: What the rules say.
        logs: The files that were read, for the commands that ask again.
        ours: Whether we read it ourselves; others are told nothing of what we should do.
    """
    for finding in findings:
        _head(paper, finding)
    _who(paper, traced, logs if ours else None)
    if traced.web is not None:
        for suspect, part in zip(traced.web.suspects, traced.through, strict=False):
            if suspect.reported:
                _page(paper, suspect, traced.web)
                _through(paper, part, traced.story)
        _other_pages(paper, traced)
        for note in _notes(traced.web):
            paper.say(note, 2)
    if traced.injector is not None and traced.story.messages:
        _story(paper, traced.story, parted=parted(traced))
    if traced.steps:
        paper.gap()
        paper.say(text("What to do now (nothing of it was done):"))
    for step in traced.steps:
        paper.say(text("{host}: {what}", host=step.host, what=step.what), 2)
        if step.command:
            paper.command(step.command, 6)
    if findings:
        paper.gap()
        paper.say(text("What a rule means: hiyari explain {rule}", rule=findings[0].rule.id))


def _head(paper: Paper, finding: Finding) -> None:
    label = f"{paper.words.message(word(finding.verdict))}  {finding.rule.id}"
    said = finding.verdict.cause.describe() if isinstance(finding.verdict, Unknown) else finding.title
    paper.beside(label, said, 0)


def _who(paper: Paper, traced: Traced, logs: Sequence[str] | None) -> None:
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


# --- the page --------------------------------------------------------------------------------------------------------


def _page(paper: Paper, suspect: Suspect, web: WebAnswer) -> None:
    score = suspect.score
    paper.gap()
    path = f"{score.page.method} {score.page.site}{score.page.path}"
    paper.beside(paper.words.render(text("Through:")), text("{page} on {host}", page=Remote(path), host=web.host), 0)
    paper.say(
        text(
            "It comes with {coverage} % of {injections} messages; chance explains {base} %. Lift {lift}, {per_request} "
            "messages for each request.",
            coverage=round(score.coverage * 100),
            injections=score.injections,
            base=round(score.base * 100),
            lift=score.lift,
            per_request=f"{score.per_request:.2f}",
        ),
        2,
    )
    for sentence in _clients(suspect):
        paper.say(sentence, 2)


def _through(paper: Paper, part: Part, story: Story) -> None:
    """How much came through the page alone, where the user sent more than that."""
    if not part.messages or part.messages == story.messages:
        return
    paper.say(
        text(
            "Through this page alone: {messages} messages from {since} to {until}, {recipients} recipients.",
            messages=part.messages,
            since=moment(part.since),
            until=moment(part.until),
            recipients=part.recipients,
        ),
        2,
    )
    for sentence in _domains(part.domains, part.other_domains):
        paper.say(sentence, 2)


def _other_pages(paper: Paper, traced: Traced) -> None:
    pages = zip(traced.web.suspects, traced.through, strict=False) if traced.web is not None else ()
    others = [(suspect, part) for suspect, part in pages if not suspect.reported]
    if others:
        paper.gap()
    for suspect, part in others:
        page = suspect.score.page
        paper.say(
            ntext(
                "{page} also hands in mail as this user ({count} message); it is not what was reported.",
                "{page} also hands in mail as this user ({count} messages); it is not what was reported.",
                part.messages,
                page=Remote(f"{page.method} {page.site}{page.path}"),
            )
        )


def parted(traced: Traced) -> bool:
    """Whether the user sent more than what came through the page that is named."""
    pages = zip(traced.web.suspects, traced.through, strict=False) if traced.web is not None else ()
    named = [part.messages for suspect, part in pages if suspect.reported]
    return bool(named) and sum(named) != traced.story.messages


def _clients(suspect: Suspect) -> Iterator[Text]:
    if not any(client for client, _ in suspect.clients):
        yield text("The clients are not known: the access log has no address of them.")
        return
    codes = countries([client for client, _ in suspect.clients])
    shown = [
        f"{client}{f' {code}' if code else ''} ({count})"
        for (client, count), code in zip(suspect.clients, codes or [""] * len(suspect.clients), strict=True)
    ]
    yield ntext("{count} client: {clients}", "{count} clients: {clients}", len(shown), clients=tuple(shown[:_CLIENTS]))
    if codes is None:
        yield text("Their countries: install the register first: {command}", command=MISSING)
    else:
        yield text(
            "Countries: {countries}", countries=tuple(f"{code} {n}" for code, n in Counter(codes).most_common(6))
        )


def _notes(web: WebAnswer) -> Iterator[Text]:
    yield from web.notes
    if web.skew:
        yield text("The web server's clock is taken to be {seconds} s ahead.", seconds=web.skew // 1_000_000)
    if web.missed and web.injections:
        yield ntext(
            "{count} message lies outside of the time of the access log.",
            "{count} messages lie outside of the time of the access log.",
            web.missed,
        )
    for one in web.candidates if web.cause is not None else ():
        yield text(
            "Not proven: {page} comes with {coverage} %, chance explains {base} %.",
            page=Remote(f"{one.page.method} {one.page.path}"),
            coverage=round(one.coverage * 100),
            base=round(one.base * 100),
        )


# --- the story -------------------------------------------------------------------------------------------------------


def _story(paper: Paper, story: Story, *, parted: bool) -> None:
    paper.gap()
    span = {"since": moment(story.since), "until": moment(story.until)}
    paper.say(
        text(
            "The user sent {messages} messages from {since} to {until} altogether, through whatever page.",
            messages=story.messages,
            **span,
        )
        if parted
        else text("Sent {messages} messages from {since} to {until}.", messages=story.messages, **span)
    )
    paper.say(
        text(
            "Recipients: {accepted} accepted, {deferred} deferred, {refused} refused.",
            accepted=story.accepted,
            deferred=story.deferred,
            refused=story.refused,
        ),
        2,
    )
    for sentence in _where(story):
        paper.say(sentence, 2)


def _domains(counts: Sequence[tuple[str, int]], others: int) -> Iterator[Text]:
    domains = tuple(f"{name} {count}" for name, count in counts)
    if domains and others:
        yield ntext(
            "To: {domains} and {count} other domain", "To: {domains} and {count} other domains", others, domains=domains
        )
    elif domains:
        yield text("To: {domains}", domains=domains)


def _where(story: Story) -> Iterator[Text]:
    yield from _domains(story.domains, story.other_domains)
    hosts = Counter(one.host for one in story.waiting)
    if hosts:
        yield text("May still wait in a queue: {hosts}", hosts=tuple(f"{host} {n}" for host, n in hosts.most_common(5)))
    if story.subjects:
        yield text("Subject: {subject}", subject=Remote(story.subjects[0]))
