"""Messages that a notice may be about by their time: of a client, a sender, a recipient, or of the time alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace import rows
from hiyari.maillog.trace.notice import Notice
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.rows import Message
from hiyari.model.text import Remote, Text, text

if TYPE_CHECKING:
    from hiyari.maillog.trace.search import Window


def by_client(facts: Asker, notice: Notice, ours: Ours, time: Window, tried: list[Text]) -> list[Message]:
    """Messages that one of the notice's addresses handed in: a customer's host that sends through us."""
    others = [ip for ip in notice.ips if ours.owner(ip) is None]
    found = [one for ip in others[:8] for one in rows.from_client(facts, ip, time.since, time.until)]
    if others and not found:
        tried.append(text("No client of address {ip} handed in mail at that time.", ip=others[0]))
    return found


def by_envelope(facts: Asker, notice: Notice, ours: Ours, time: Window, tried: list[Text]) -> list[Message]:
    """Messages with the notice's sender or recipient; a redacted recipient still has its domain."""
    host = _egress_host(notice, ours)
    found: list[Message] = []
    for sender, recipient in _pairs(notice.senders, notice.recipients):
        found += rows.sent(facts, time.since, time.until, host=host, sender=sender, recipient=recipient)
    if (notice.senders or notice.recipients) and not found:
        tried.append(_no_mail(notice))
    return found


def _no_mail(notice: Notice) -> Text:
    sender, recipient = Remote("".join(notice.senders[:1])), Remote("".join(notice.recipients[:1]))
    if notice.senders and notice.recipients:
        return text(
            "No mail from {sender} to {recipient} left for another host in that time.",
            sender=sender,
            recipient=recipient,
        )
    if notice.senders:
        return text("No mail from {sender} left for another host in that time.", sender=sender)
    return text("No mail to {recipient} left for another host in that time.", recipient=recipient)


def _pairs(senders: Sequence[str], recipients: Sequence[str]) -> Iterable[tuple[str | None, str | None]]:
    if senders and recipients:
        yield from ((sender, to) for sender in senders[:2] for to in recipients[:2])
    yield from ((sender, None) for sender in senders[:2] if not recipients)
    yield from ((None, to) for to in recipients[:4])


def by_time(
    facts: Asker, notice: Notice, ours: Ours, time: Window, *, by_hand: bool, tried: list[Text]
) -> list[Message]:
    """All that left at a time: by the administrator's word, or because the notice names an address of ours."""
    host = _egress_host(notice, ours)
    if host is None and (notice.given.address or not by_hand):
        if notice.ips and not ours.egress:
            tried.append(
                text(
                    "Whether {ip} is an address of ours is not known. Write it as egress of its host in hiyari.toml.",
                    ip=notice.ips[0],
                )
            )
        return []
    domain = next((one.rpartition("@")[2].lower() for one in notice.recipients), None)
    found = rows.sent(facts, time.since, time.until, host=host, domain=domain)
    if not found:
        tried.append(text("No mail left for another host at that time."))
    return found


def _egress_host(notice: Notice, ours: Ours) -> str | None:
    return next((ours.logged(owner) for ip in notice.ips if (owner := ours.owner(ip)) is not None), None)
