"""Writes the logs of a plan: a mail log of all hosts, the web host's access log, and the truth as JSON."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from hiyari.lab.logs.lines import Mail, Postfix
from hiyari.lab.logs.plan import PROVIDERS, FormAbuse, LogPlan
from hiyari.lab.logs.stamping import Classic, apache, rfc3339

_SPF: Final = (
    "host {mx}[{ip}] said: 550 5.7.23 SPF validation failed: {client} is not allowed to send for example.jp "
    "(in reply to MAIL FROM command)"
)
_UNKNOWN: Final = (
    "host {mx}[{ip}] said: 550 5.1.1 <{to}>: Recipient address rejected: User unknown (in reply to RCPT TO command)"
)
_GREY: Final = (
    "host {mx}[{ip}] said: 450 4.7.1 <{to}>: Recipient address rejected: Greylisted for 300 seconds "
    "(in reply to RCPT TO command)"
)
_RETRY: Final = 300.0
_PAGES: Final = ("/", "/index.html", "/news/", "/access.html", "/style.css", "/logo.png", "/contact/", "/recruit/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files of a plan."""

    mail_log: Path
    access_log: Path
    truth: Path


def write_logs(plan: LogPlan, folder: Path) -> Written:
    """Write everything into a folder that exists."""
    written = Written(mail_log=folder / "mail.log", access_log=folder / "access.log", truth=folder / "truth.json")
    maker = _Maker(plan)
    with written.mail_log.open("w", encoding="utf-8") as file:
        for _, line in _in_order(maker.mail()):
            file.write(line + "\n")
    with written.access_log.open("w", encoding="utf-8") as file:
        for _, line in sorted(maker.requests):
            file.write(line + "\n")
    written.truth.write_text(json.dumps(maker.truth(), indent=1), "utf-8")
    return written


def _in_order(bunches: Iterator[tuple[float, list[tuple[float, str]]]]) -> Iterator[tuple[float, str]]:
    """Lines by their moment; nothing of a message stands before its beginning."""
    waiting: list[tuple[float, int, str]] = []
    count = 0
    for begins, bunch in bunches:
        while waiting and waiting[0][0] < begins:
            at, _, line = heapq.heappop(waiting)
            yield at, line
        for at, line in bunch:
            count += 1
            heapq.heappush(waiting, (at, count, line))
    while waiting:
        at, _, line = heapq.heappop(waiting)
        yield at, line


class _Maker:
    """Makes messages in their order."""

    def __init__(self, plan: LogPlan) -> None:
        self.plan = plan
        self._rng = Random(plan.seed)  # noqa: S311 - the same plan gives the same logs
        stamping = rfc3339 if plan.rfc3339 else Classic()
        names = (*plan.relays, plan.web)
        self._hosts = {name: Postfix(name, stamping, self._rng, long_ids=plan.long_ids) for name in names}
        self._start = plan.begins.timestamp()
        small = [(f"dest-{n}.example", f"mx.dest-{n}.example") for n in range(plan.domains)]
        self._destinations = [*PROVIDERS, *small]
        self._weights = [60.0] * len(PROVIDERS) + [100.0 / (n + 5) for n in range(plan.domains)]
        self._counts: dict[str, dict[str, int]] = {}
        self._form_ids: list[str] = []
        self.requests: list[tuple[float, str]] = []

    def mail(self) -> Iterator[tuple[float, list[tuple[float, str]]]]:
        """Messages as bunches of lines, by the moment of their beginning."""
        plan, rng = self.plan, self._rng
        seconds = plan.hours * 3600
        moments = sorted(rng.random() * seconds for _ in range(plan.messages))
        streams: list[Iterator[tuple[float, FormAbuse | None]]] = [((self._start + one, None) for one in moments)]
        if plan.form is not None:
            streams.append((at, plan.form) for at in self._form_moments(plan.form))
        for at, form in heapq.merge(*streams, key=lambda one: one[0]):
            yield at, self._message(at) if form is None else self._abuse(at, form)
        self._visitors(seconds)

    def truth(self) -> dict[str, object]:
        """What was planted and what came of it."""
        form = self.plan.form
        return {
            "refusing": list(self.plan.refusing),
            "relays": list(self.plan.relays),
            "outcomes": self._counts,
            "form": None if form is None else {"url": form.url, "uid": form.uid, "clients": list(form.clients)},
            "form_message_ids": self._form_ids,
        }

    def _message(self, at: float) -> list[tuple[float, str]]:
        rng = self._rng
        relay = rng.choice(self.plan.relays)
        number = rng.randrange(1 << 48)
        domain, exchanger = rng.choices(self._destinations, self._weights)[0]
        mail = Mail(
            at=at,
            host=relay,
            sender=f"staff{number % 50}@example.jp",
            recipient=f"user{number % 9973}@{domain}",
            exchanger=exchanger,
            address=f"198.51.100.{number % 250 + 1}",
            message_id=f"{number:x}@mail.example.jp",
            size=900 + number % 40_000,
            client=(f"in{number % 3}.example.jp", f"192.0.2.{number % 3 + 10}"),
        )
        return self._through(mail, domain)

    def _through(self, mail: Mail, domain: str) -> list[tuple[float, str]]:
        host, rng = self._hosts[mail.host], self._rng
        qid = host.queue_id()
        lines = host.arrival(mail, qid)
        at, status, dsn, reply = (
            mail.at + 0.2 + rng.expovariate(1.5),
            "sent",
            "2.0.0",
            f"250 2.0.0 Ok: queued as {qid[::-1]}",
        )
        words = {"mx": mail.exchanger, "ip": mail.address, "to": mail.recipient, "client": mail.host}
        chance = rng.random()
        if mail.host == self.plan.relays[-1] and domain in self.plan.refusing and rng.random() < self.plan.refused:
            status, dsn, reply = "bounced", "5.7.23", _SPF.format(**words)
        elif chance > 0.985:
            status, dsn, reply = "bounced", "5.1.1", _UNKNOWN.format(**words)
        elif chance > 0.965:
            lines.append(host.attempt(mail, qid, at, "deferred", "4.7.1", _GREY.format(**words)))
            at += _RETRY
            again = f"{qid}: from=<{mail.sender}>, size={mail.size}, nrcpt=1 (queue active)"
            lines.append(host.line(at - 0.3, "qmgr", again))
        counts = self._counts.setdefault(f"{mail.host} {domain}", {})
        counts[status] = counts.get(status, 0) + 1
        lines += [host.attempt(mail, qid, at, status, dsn, reply), host.removed(qid, at + 0.01)]
        return lines

    def _form_moments(self, form: FormAbuse) -> list[float]:
        at, moments = self._start + form.first_minute * 60, []
        for _ in range(form.messages):
            at += self._rng.expovariate(1 / 4)
            moments.append(at)
        return moments

    def _abuse(self, at: float, form: FormAbuse) -> list[tuple[float, str]]:
        rng = self._rng
        number = rng.randrange(1 << 48)
        domain, exchanger = rng.choice(PROVIDERS)
        mail = Mail(
            at=at,
            host=self.plan.web,
            sender="www-data@www.example.jp",
            recipient=f"victim{number % 9973}@{domain}",
            exchanger=exchanger,
            address=f"198.51.100.{number % 250 + 1}",
            message_id=f"{number:x}@www.example.jp",
            size=1500,
            uid=form.uid,
        )
        self._form_ids.append(mail.message_id)
        self._request(at - 0.15, rng.choice(form.clients), "POST", form.url, "-", "python-requests/2.31")
        return self._through(mail, domain)

    def _visitors(self, seconds: int) -> None:
        rng = self._rng
        for _ in range(self.plan.pages_per_hour * self.plan.hours):
            client = f"203.0.113.{rng.randrange(250)}"
            method = "POST" if rng.random() < 0.02 else "GET"
            page = "/contact/send" if method == "POST" else rng.choice(_PAGES)
            self._request(
                self._start + rng.random() * seconds, client, method, page, "https://www.example.jp/", "Mozilla/5.0"
            )

    def _request(self, at: float, client: str, method: str, path: str, referer: str, agent: str) -> None:
        size = self._rng.randrange(200, 9000)
        line = f'{client} - - [{apache(at)}] "{method} {path} HTTP/1.1" 200 {size} "{referer}" "{agent}"'
        self.requests.append((at, line))
