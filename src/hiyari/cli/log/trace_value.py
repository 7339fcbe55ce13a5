"""A trace as JSON: names and numbers in no language, moments in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hiyari.cli.paper import stamp
from hiyari.locale.translate import Translator
from hiyari.maillog.trace.candidate import Candidate
from hiyari.maillog.trace.chain import Chain
from hiyari.maillog.trace.clients import Use
from hiyari.maillog.trace.countries import MISSING, UNKNOWN, countries
from hiyari.maillog.trace.injector import Injector
from hiyari.maillog.trace.notice import Notice
from hiyari.maillog.trace.story import Part
from hiyari.maillog.trace.tracing import Traced
from hiyari.maillog.trace.web import Suspect, WebAnswer
from hiyari.maillog.trace.webjoin import Score

_CHAINS = 10


def trace_value(traced: Traced, words: Translator) -> dict[str, Any]:
    """Everything that was found, for the envelope."""
    story = traced.story
    return {
        "notice": _notice(traced.notice, words),
        "found_by": traced.lead.by.value if traced.lead.by is not None else None,
        "tried": [words.render(one) for one in traced.lead.tried],
        "chains": [_chain(one) for one in traced.chains[:_CHAINS]],
        "injector": None if traced.injector is None else injector_value(traced.injector),
        "share": traced.share,
        "candidates": [_candidate(one) for one in traced.candidates],
        "clients": [_use(one) for one in traced.behind.uses],
        "failed_logins": [_use(one) for one in traced.behind.failures],
        "client_share": traced.behind.share,
        "web": None if traced.web is None else _web(traced.web, traced.through, words),
        "story": {
            "messages": story.messages,
            "first_at": stamp(story.since) if story.messages else None,
            "last_at": stamp(story.until) if story.messages else None,
            "accepted": story.accepted,
            "deferred": story.deferred,
            "refused": story.refused,
            "domains": [{"domain": name, "recipients": count} for name, count in story.domains],
            "other_domains": story.other_domains,
            "senders": list(story.envelope),
            "subjects": list(story.subjects),
            "scripts": list(story.scripts),
            "folders": list(story.folders),
        },
        "steps": [
            {"host": one.host, "what": words.render(one.what), "command": one.command or None} for one in traced.steps
        ],
    }


def waiting_value(traced: Traced) -> list[dict[str, Any]]:
    """What may still lie in a queue: the list that the command for holding it reads."""
    return [
        {"host": one.host, "queue_id": one.queue_id, "last_at": stamp(one.last_at), "server": one.mta.value}
        for one in traced.story.waiting
    ]


def injector_value(one: Injector) -> dict[str, Any]:
    """Who hands mail in."""
    return {
        "kind": one.kind.value,
        "host": one.host,
        "uid": one.uid,
        "login": one.login,
        "account": one.sasl,
        "address": one.address,
        "client": one.client,
    }


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        **injector_value(one.injector),
        "messages": one.messages,
        "examples": [
            {"host": life.host, "queue_id": life.queue_id, "first_at": stamp(life.first_at)} for life in one.examples
        ],
    }


def _use(one: Use) -> dict[str, Any]:
    return {
        "address": one.address or None,
        "count": one.count,
        "first_at": stamp(one.since),
        "last_at": stamp(one.until),
    }


def _notice(notice: Notice, words: Translator) -> dict[str, Any]:
    return {
        "kind": notice.kind.value,
        "feedback": notice.feedback or None,
        "reported_from": notice.reported_from or None,
        "ips": list(notice.ips),
        "moments": [{"at": one.at.isoformat(), "zoned": one.zoned} for one in notice.moments],
        "message_ids": list(notice.message_ids),
        "queue_ids": [{"host": one.host or None, "queue_id": one.id} for one in notice.queue_ids],
        "senders": list(notice.senders),
        "recipients": list(notice.recipients),
        "unread": [words.render(one) for one in notice.unread],
    }


def _chain(chain: Chain) -> dict[str, Any]:
    ways = (*((link.source, link.how.value, link.sure) for link in chain.links), (chain.found, None, None))
    return {
        "complete": chain.complete,
        "messages": [
            {"host": one.host, "queue_id": one.queue_id, "first_at": stamp(one.first_at), "then": how, "sure": sure}
            for one, how, sure in ways
        ],
    }


def _web(web: WebAnswer, through: Sequence[Part], words: Translator) -> dict[str, Any]:
    return {
        "host": web.host or None,
        "cause": None if web.cause is None else words.render(web.cause),
        "injections": web.injections,
        "outside_the_access_log": web.missed,
        "explained": web.explained,
        "skew_seconds": web.skew / 1_000_000,
        "pages": [_suspect(one, part) for one, part in zip(web.suspects, through, strict=False)],
        "candidates": [_score(one) for one in web.candidates],
    }


def _suspect(one: Suspect, part: Part) -> dict[str, Any]:
    return {
        **_score(one.score),
        "reported": one.reported,
        "alone": {
            "messages": part.messages,
            "first_at": stamp(part.since) if part.messages else None,
            "last_at": stamp(part.until) if part.messages else None,
            "recipients": part.recipients,
            "domains": [{"domain": name, "recipients": count} for name, count in part.domains],
            "other_domains": part.other_domains,
        },
        "explains": one.explains,
        "first_at": stamp(one.since),
        "last_at": stamp(one.until),
        "clients": _clients(one.clients),
        "countries": _countries(one.clients),
    }


def _clients(clients: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    codes = countries([client for client, _ in clients]) or [UNKNOWN] * len(clients)
    return [
        {"address": client or None, "country": None if code == UNKNOWN else code, "requests": count}
        for (client, count), code in zip(clients, codes, strict=True)
    ]


def _countries(clients: Sequence[tuple[str, int]]) -> str | None:
    """Why there are no countries; None where there are some."""
    codes = countries([client for client, _ in clients])
    if codes is None:
        return f"countries unknown: iptocc is not installed ({MISSING})"
    if all(code == UNKNOWN for code in codes):
        return "countries unknown: addresses of private networks, or in no register"
    return None


def _score(one: Score) -> dict[str, Any]:
    return {
        "site": one.page.site or None,
        "method": one.page.method,
        "path": one.page.path,
        "window_seconds": [one.span.before / 1_000_000, one.span.after / 1_000_000],
        "coverage": one.coverage,
        "base_rate": one.base,
        "lift": one.lift,
        "requests": one.requests,
        "injections_per_request": one.per_request,
    }
