"""From the octets of an abuse notice to what it says. Pure; never raises and never runs away, whatever the octets are.

Complaints come as ARF (RFC 5965), as XARF, with the reported mail or its header fields attached or pasted, or as a
sentence with an address and a time; in ISO-2022-JP, Shift_JIS, EUC-JP or UTF-8. Everything that a log can be searched
for is taken from any of them. The text of a reported message itself is never looked at.

The way that the notice itself took to us says nothing about what it reports: its own Received fields count only where
there is nothing else in it, because then somebody saved the reported message itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from hiyari.maillog.trace.loose import with_addresses, with_strange
from hiyari.maillog.trace.marks import Marks, find_marks, first, ip, moment, plain
from hiyari.maillog.trace.notice import Hop, Kind, Moment, Notice, Reported
from hiyari.maillog.trace.pasted import pasted_headers
from hiyari.maillog.trace.received import read_received
from hiyari.maillog.trace.xarf import Report, read_xarf
from hiyari.model.text import Text, text
from hiyari.smtp.mail import Header, Part, parts, split

MOST_OCTETS: Final = 1024 * 1024
"""Octets of a notice that are read."""
_MOST_REPORTED: Final = 20
_DEPTH: Final = 3
_ATTACHED: Final = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
_READ: Final = frozenset({"text/plain", "text/html", "application/json", "application/xarf+json", "text/yaml"})
_MAIL: Final = ("From", "Received", "Message-ID", "MIME-Version", "Return-Path", "Content-Type")
_BEGINS: Final = re.compile(rb"\s{0,40}(?:Received|Return-Path|Delivered-To|Message-ID|X-Original-To): ", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\s<>\"(),;:]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")


@dataclass(slots=True)
class _Found:
    """What has been gathered so far."""

    zone: tzinfo
    kinds: set[Kind] = field(default_factory=set)
    feedback: str = ""
    reporter: str = ""
    marks: list[Marks] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    unread: list[Text] = field(default_factory=list)


def read_notice(octets: bytes, zone: tzinfo) -> Notice:
    """What a notice says.

    Args:
        octets: The file; what is beyond `MOST_OCTETS` is not looked at.
        zone: The zone of times that tell none.
    """
    found = _Found(zone)
    if len(octets) > MOST_OCTETS:
        found.unread.append(text("The notice is longer than 1 MB; only its beginning was read."))
    octets = octets[:MOST_OCTETS]
    header, body = split(octets)
    mail = any(header.get(name) for name in _MAIL)
    found.reporter = _address(header.get("From")) if mail else ""
    if mail:
        _message(found, header, body, 0)
    else:
        _words(found, _decoded(octets))
    if mail and not found.reported and not any(found.marks):
        outer = _reported(header, zone)
        if outer.hops or outer.message_id:
            found.kinds.add(Kind.MESSAGE)
            found.reported.append(outer)
    return _notice(found)


def _notice(found: _Found) -> Notice:
    marks, reported = found.marks, found.reported
    ids = [one.message_id for one in reported if one.message_id]
    moments = [hop.moment for one in reported for hop in one.hops if hop.moment is not None]
    notice = Notice(
        kind=next((kind for kind in Kind if kind in found.kinds), Kind.EMPTY),
        feedback=found.feedback[:60],
        ips=first(one for some in marks for one in some.ips),
        moments=first(moments) or first(one for some in marks for one in some.moments),
        message_ids=first([*ids, *(one for some in marks for one in some.message_ids)]),
        queue_ids=first(one for some in marks for one in some.queue_ids),
        reported=tuple(reported),
        senders=first([*found.senders, *(one.sender for one in reported if one.sender)]),
        recipients=first([*found.recipients, *(to for one in reported for to in one.recipients)]),
        reported_from=found.reporter[:320],
        unread=tuple(found.unread),
    )
    # The text of the reported message itself is not what a notice says.
    if notice.kind is not Kind.MESSAGE:
        notice = with_addresses(notice, marks)
    if not notice.moments:
        notice = with_strange(notice, marks)
    if notice.kind is Kind.EMPTY:
        nothing = text("The notice has no address, no time and no header field of a message that could be looked for.")
        return Notice(kind=Kind.EMPTY, reported_from=notice.reported_from, unread=(*notice.unread, nothing))
    return notice


def _message(found: _Found, header: Header, body: bytes, depth: int) -> None:
    """A mail that complains; a notice that was forwarded as an attachment is such a mail again."""
    for part in parts(header, body):
        kind = part.kind
        octets = part.octets()
        if kind == "message/feedback-report":
            _feedback(found, octets)
        elif kind in _ATTACHED or (kind not in _READ and _BEGINS.match(octets)):
            _attached(found, octets, depth)
        elif kind in _READ:
            words = part.text() if _declared(part) else _decoded(octets)
            _words(found, words)
        elif kind.startswith("application/") or not kind.startswith(("text/", "image/", "multipart/")):
            found.unread.append(text("An attachment of type {kind} was not read.", kind=kind[:60]))


def _declared(part: Part) -> bool:
    return bool(part.header.parameter("charset")) or part.kind == "text/html"


def _attached(found: _Found, octets: bytes, depth: int) -> None:
    header, body = split(octets.lstrip())
    if depth < _DEPTH and _complains(header):
        _message(found, header, body, depth + 1)
    elif len(found.reported) >= _MOST_REPORTED:
        found.unread.append(
            text("The notice reports more than {most} messages; the first were read.", most=_MOST_REPORTED)
        )
    else:
        one = _reported(header, found.zone)
        if one.message_id or one.hops or one.sender:
            found.reported.append(one)
            found.kinds.add(Kind.ATTACHED)
        else:
            found.unread.append(text("An attached message has no header fields that could be read."))


def _complains(header: Header) -> bool:
    return header.content_type == "multipart/report" and header.parameter("report-type").lower() == "feedback-report"


def _feedback(found: _Found, octets: bytes) -> None:
    """RFC 5965 section 3; Microsoft sends three of its fields, others leave out what is required."""
    report = Header(octets.lstrip() + b"\n\n")
    found.kinds.add(Kind.ARF)
    found.feedback = report.get("Feedback-Type").strip().lower()
    told = [report.get(name) for name in ("Arrival-Date", "Received-Date")]
    moments = [one for one in (moment(value, found.zone) for value in told if value) if one is not None]
    source = ip(plain(report.get("Source-IP")))
    found.marks.insert(0, Marks(ips=(source,) if source else (), moments=tuple(moments)))
    found.senders += filter(None, map(_address, report.all("Original-Mail-From")))
    found.recipients += filter(None, map(_address, report.all("Original-Rcpt-To")))


def _words(found: _Found, words: str) -> None:
    report = read_xarf(words)
    if report is not None:
        _xarf(found, report)
        return
    marks = find_marks(words, found.zone)
    for block in pasted_headers(plain(words)):
        if len(found.reported) < _MOST_REPORTED:
            one = _reported(split(block)[0], found.zone)
            if one.message_id or one.hops:
                found.reported.append(one)
                found.kinds.add(Kind.PASTED)
    found.marks.append(marks)
    if marks or marks.moments or marks.senders or marks.recipients or marks.addresses:
        found.kinds.add(Kind.TEXT)


def _xarf(found: _Found, report: Report) -> None:
    found.kinds.add(Kind.XARF)
    found.feedback = found.feedback or report.kind
    found.reporter = report.reporter or found.reporter
    moments = (moment(value, found.zone) for value in report.times)
    found.marks.append(
        Marks(
            ips=first(known for known in (ip(plain(one)) for one in report.sources) if known is not None),
            moments=first(one for one in moments if one is not None),
            message_ids=report.message_ids,
        )
    )
    found.senders += filter(None, map(_address, report.senders))
    found.recipients += filter(None, map(_address, report.recipients))
    for sample in report.samples[:_MOST_REPORTED]:
        if _BEGINS.match(sample) or b"\nReceived: " in sample[:65536]:
            _attached(found, sample, _DEPTH)


def _reported(header: Header, zone: tzinfo) -> Reported:
    hops = tuple(read_received(value, zone) for value in reversed(header.all("Received")))
    written = (*header.all("X-HmXmrOriginalRecipient"), *header.all("Delivered-To"), *header.all("To")[:1])
    return Reported(
        message_id=_message_id(header.all("Message-ID")),
        sender=_address(header.get("Return-Path")),
        subject=header.get("Subject")[:500],
        moment=_date(header, zone),
        hops=tuple(hop for hop in hops if hop != _NO_HOP),
        recipients=tuple(filter(None, map(_address, written))),
        script=header.get("X-PHP-Originating-Script")[:200],
    )


_NO_HOP: Final = Hop(by="", client="", queue_id="", userid=None, moment=None)


def _message_id(written: list[str]) -> str:
    """The last of several: a gateway that adds its own puts it on top."""
    inside = [value.strip().partition("<")[2].partition(">")[0] or value.strip() for value in written]
    return inside[-1][:250] if inside else ""


def _date(header: Header, zone: tzinfo) -> Moment | None:
    return moment(header.get("Date"), zone)


def _address(written: str) -> str:
    found = _ADDRESS.search(plain(written[:1000]))
    return found[0] if found else ""


def _decoded(octets: bytes) -> str:
    """Text whose character set nobody tells. ISO-2022-JP gives itself away by its escape sequences (RFC 1468)."""
    names = ("iso2022_jp_ext",) if b"\x1b$" in octets else ("utf-8-sig", "cp932", "euc_jp")
    for name in names:
        try:
            return octets.decode(name).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return octets.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
