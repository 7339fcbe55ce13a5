"""The third accident, played on loopback: an old contact form on the mail host sends for anybody who asks it to.

Real HTTP from several addresses, a form that hands mail to the host, real SMTP to a receiver, whose operator complains
with what arrived. The clock is the play's, since a night of spam has to fit into a second; the logs are written as
Postfix and Apache would, beside those of the site's two relays.
"""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import urlencode

from hiyari.dns.zone import Only, Zones
from hiyari.lab.form_around import BROWSER, CONTACT, days_before
from hiyari.lab.logs.lines import Mail, Postfix
from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.stamping import rfc3339
from hiyari.lab.logs.write import write_logs
from hiyari.lab.receivers import LAX, Receiver
from hiyari.lab.website import Website, ask
from hiyari.lab.website_files import NEW_FORM, OLD_FORM, PAGES, SiteFiles, write_site
from hiyari.smtp.events import Envelope, Manner, Replied
from hiyari.smtp.session import deliver

WEB: Final = "www.example.jp"
ADDRESS: Final = "127.0.0.31"
UID: Final = 33
ATTACKERS: Final = ("127.0.0.71", "127.0.0.72", "127.0.0.73")
SPAM: Final = 120
"""Messages that the attackers send through the form."""
_NIGHT: Final = 26.3 * 3600
"""Seconds after the beginning at which they begin."""
_VISITORS: Final = 240
_CONTACTS: Final = 12
_HOURS: Final = 36
_MAIL: Final = 6000
"""Messages of the two relays beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What is left of the night."""

    mail_log: Path
    access_log: Path
    notice: Path
    inventory: Path
    site: SiteFiles
    sent: int


@dataclass(slots=True)
class _Night:
    """The play while it runs."""

    receiver: Receiver
    rng: Random
    mail: list[tuple[float, str]] = field(default_factory=list)
    at: float = 0.0
    sent: int = 0
    postfix: Postfix = field(init=False)

    def __post_init__(self) -> None:
        self.postfix = Postfix(WEB, rfc3339, self.rng, long_ids=False)

    async def inject(self, recipient: str, subject: str, said: str) -> None:
        """What the form's sendmail does: queue, deliver, log."""
        at, qid = self.at + 0.12, self.postfix.queue_id()
        mail = Mail(
            at=at,
            host=WEB,
            sender=f"www-data@{WEB}",
            recipient=recipient,
            exchanger=self.receiver.temper.name,
            address=str(self.receiver.address.address),
            message_id=f"{self.rng.randrange(1 << 48):x}@{WEB}",
            size=len(said) + 400,
            uid=UID,
        )
        self.mail += self.postfix.arrival(mail, qid)
        reply = await self._deliver(mail, qid, subject, said)
        self.mail += [
            self.postfix.attempt(mail, qid, at + 0.9, "sent", "2.0.0", reply),
            self.postfix.removed(qid, at + 0.91),
        ]

    async def _deliver(self, mail: Mail, qid: str, subject: str, said: str) -> str:
        when = format_datetime(datetime.fromtimestamp(int(mail.at), UTC))
        content = (
            f"Received: by {WEB} (Postfix, from userid {UID})\r\n\tid {qid}; {when}\r\n"
            f"To: {mail.recipient}\r\nSubject: {subject}\r\nFrom: {mail.sender}\r\n"
            f"Message-Id: <{mail.message_id}>\r\nDate: {when}\r\n\r\n{said}\r\n"
        )
        envelope = Envelope(reverse_path=mail.sender, recipients=(mail.recipient,), content=content.encode())
        events = await deliver(envelope, self.receiver.address, Manner(helo=WEB), ADDRESS, longest=10)
        replies = [event.reply for event in events if isinstance(event, Replied)]
        return str(replies[-1]) if replies else "no reply"


async def play(folder: Path, now: datetime) -> Played:
    """Play the night, and leave logs, notice and inventory in a folder that exists.

    Args:
        folder: Where.
        now: The day after the night.

    Raises:
        OSError: There are no addresses 127.0.0.x here.
    """
    begins = datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(days=2)
    files = write_site(folder)
    async with _night(begins, files) as (night, site):
        for at, source, path, body in _visits(begins.timestamp(), night.rng):
            night.at = at
            agent = "python-requests/2.31" if path == OLD_FORM else BROWSER
            method = "POST" if body else "GET"
            referer = CONTACT if path == NEW_FORM else None
            await ask((ADDRESS, site.port), source, method, path, agent, body, referer)
            night.sent += path == OLD_FORM
        return _leave(folder, begins, night, site, files)


@asynccontextmanager
async def _night(begins: datetime, files: SiteFiles) -> AsyncIterator[tuple[_Night, Website]]:
    async with Receiver(LAX, Only(Zones([], begins), begins), "127.0.0.41") as receiver:
        night = _Night(receiver=receiver, rng=Random(7))  # noqa: S311 - the same night every time
        async with Website(ADDRESS, lambda: night.at, night.inject, files) as site:
            yield night, site


def _visits(begins: float, rng: Random) -> Iterator[tuple[float, str, str, str]]:
    """Who asks for what, in order: moment, address, path, and what a form is filled in with."""

    def visitor() -> tuple[float, str]:
        return begins + rng.random() * _HOURS * 3600, f"127.0.0.{rng.randrange(100, 200)}"

    visits = [(*visitor(), rng.choice(PAGES), "") for _ in range(_VISITORS)]
    for _ in range(_CONTACTS):
        moment, source = visitor()
        visits.append((moment, source, "/contact/", ""))
        visits.append((moment + 40, source, NEW_FORM, urlencode({"text": "When do you open?"})))
    at = begins + _NIGHT
    for number in range(SPAM):
        at += rng.expovariate(1 / 20)
        body = urlencode({"to": f"victim{number}@example.net", "subject": "You have won", "text": "Click here."})
        visits.append((at, rng.choice(ATTACKERS), OLD_FORM, body))
    return iter(sorted(visits))


def _leave(folder: Path, begins: datetime, night: _Night, site: Website, files: SiteFiles) -> Played:
    plan = LogPlan(
        begins=begins,
        hours=_HOURS,
        messages=_MAIL,
        form=None,
        pages_per_hour=0,
        domains=60,
        refusing=("gmail.com", "dest-7.example"),
        rfc3339=True,
    )
    relays = write_logs(plan, folder)
    played = Played(
        mail_log=relays.mail_log,
        access_log=folder / "access.log",
        notice=folder / "notice.eml",
        inventory=folder / "hiyari.toml",
        site=files,
        sent=night.sent,
    )
    relays.truth.unlink()
    _merge(relays.mail_log, sorted(night.mail))
    played.access_log.write_text("".join(f"{line}\n" for _, line in sorted(site.log)), "utf-8")
    older = folder / "access.log.1"
    older.write_text("".join(f"{line}\n" for line in days_before(begins.timestamp(), night.rng)), "utf-8")
    played.notice.write_bytes(_notice(night))
    played.inventory.write_text(_INVENTORY.format(folder=folder), "utf-8")
    return played


def _merge(path: Path, lines: list[tuple[float, str]]) -> None:
    """Put the web host's lines among the relays', by their stamps."""
    old = path.read_text("utf-8").splitlines()
    both = heapq.merge(old, (line for _, line in lines), key=lambda line: line[:32])
    path.write_text("".join(f"{line}\n" for line in both), "utf-8")


def _notice(night: _Night) -> bytes:
    """What the receiver's operator sends: RFC 5965, with the header of one message that arrived."""
    spam = next(content for content in reversed(night.receiver.taken) if b"victim" in content)
    header = spam.partition(b"\r\n\r\n")[0]
    when = format_datetime(datetime.fromtimestamp(int(night.at), UTC))
    return (
        b"From: abuse@receiver.example\r\nTo: postmaster@example.jp\r\nSubject: Your server sends spam\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b1\r\n\r\n"
        b"--b1\r\nContent-Type: text/plain\r\n\r\nMail from your server was reported as spam.\r\n\r\n"
        b"--b1\r\nContent-Type: message/feedback-report\r\n\r\n"
        b"Feedback-Type: abuse\r\nUser-Agent: lab/1\r\nVersion: 1\r\n"
        + f"Source-IP: {ADDRESS}\r\nArrival-Date: {when}\r\n\r\n".encode()
        + b"--b1\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        + header
        + b"\r\n\r\n--b1--\r\n"
    )


_INVENTORY: Final = """\
[[domain]]
name = "example.jp"

[[host]]
name = "relay1"
role = "relay"
egress = ["127.0.0.11"]
peer_group = "edge"

[[host]]
name = "relay2"
role = "relay"
egress = ["127.0.0.12"]
peer_group = "edge"

[[host]]
name = "www.example.jp"
role = "web"
egress = ["127.0.0.31"]

[[log]]
host = "relay1"
path = "{folder}/mail.log"

[[webroot]]
host = "www.example.jp"
path = "{folder}/www"
url = "http://www.example.jp/"
server_config = "{folder}/apache.conf"
access_log = "{folder}/access.log*"
"""
