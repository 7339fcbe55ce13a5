"""Puts mail into the world by each way, and writes down at once what it did."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from tests.world import names
from tests.world.hosts import MAIL, RELAY1, RELAY2, WWW
from tests.world.machine import PEOPLE, Machine
from tests.world.truth import Hop, Kind, LoginFailed, Refused, Sent, Truth
from tests.world.website import CGI_UID, ask

_QUEUED: Final = re.compile(r"queued as ([0-9A-Za-z]{6,20})")
_WHERE: Final[Mapping[str, str]] = {
    names.RELAY1: RELAY1.name,
    names.RELAY1_6: RELAY1.name,
    names.RELAY2: RELAY2.name,
    names.RELAY2_MX: RELAY2.name,
    names.MAIL: MAIL.name,
}
BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SCRIPT: Final = "python-requests/2.32.0"


class Courier:
    """All ways into the world, and the truth so far."""

    def __init__(self, machines: Mapping[str, Machine]) -> None:
        self.machines = machines
        self.truth = Truth()
        self._count = 0

    def letter(self, to: str, subject: str, extra: str = "", *, size: int = 0) -> tuple[str, bytes]:
        """A new message: its Message-ID and its octets."""
        self._count += 1
        message_id = f"t{self._count:03d}.{'abcdefgh'[self._count % 8]}@app.example.jp"
        head = f"From: App <app@example.jp>\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n{extra}"
        return message_id, f"{head}\r\nHello\r\n{('x' * 70 + chr(13) + chr(10)) * (size // 72)}".encode()

    def smtp(
        self,
        to: Sequence[str],
        *,
        server: str = names.RELAY1,
        port: int = 25,
        client: str = names.APP,
        helo: str = "app.example.jp",
        sender: str = "app@sender.example.com",
        subject: str = "Report",
        kind: Kind = Kind.SUBMISSION,
        login: tuple[str, str] | None = None,
        extra: str = "",
        size: int = 0,
        notify: str | None = None,
    ) -> Sent | None:
        """Send one message by SMTP; None where the server refuses it (the caller says so in the truth)."""
        message_id, octets = self.letter(", ".join(to), subject, extra, size=size)
        with smtplib.SMTP(server, port, helo, 20, (client, 0)) as smtp:
            if login:
                smtp.login(*login)
            try:
                smtp.ehlo_or_helo_if_needed()
                wide = not "".join(to).isascii()
                smtp.command_encoding = "utf-8" if wide else "ascii"
                smtp.mail(sender, [f"size={len(octets)}", *(["SMTPUTF8"] if wide else [])])
                for recipient in to:
                    code, said = smtp.rcpt(recipient, [f"NOTIFY={notify}"] if notify else [])
                    if code != 250:
                        return None
                code, said = smtp.data(octets)
            except smtplib.SMTPResponseException:
                return None
        if code != 250:
            return None
        queued = _QUEUED.search(said.decode())
        assert queued, said
        return self._add(
            Sent(
                name=f"{kind}-{self._count}",
                kind=kind,
                host=_WHERE[server],
                sender=sender,
                recipients=tuple(to),
                message_id=message_id,
                origin="network",
                subject=None if kind is Kind.PROXIED else subject,
                address=client,
                helo=helo,
                sasl=login[0] if login else None,
                hops=(Hop(host=_WHERE[server], queue_id=queued[1]),),
            )
        )

    def command(
        self, to: Sequence[str], *, host: str, user: str, sender: str | None = None, subject: str = "Job"
    ) -> Sent:
        """Hand one message to sendmail(1) as a user of the host."""
        message_id, octets = self.letter(", ".join(to), subject)
        arguments = ["/usr/sbin/sendmail", "-i", *(["-f", sender] if sender else []), *to]
        self.machines[host].run(arguments, user=user, given=octets.replace(b"\r\n", b"\n"))
        return self._add(
            Sent(
                name=f"command-{self._count}",
                kind=Kind.COMMAND,
                host=host,
                sender=sender or f"{user}@{host}",
                recipients=tuple(to),
                message_id=message_id,
                origin="local",
                subject=subject,
                uid=PEOPLE.get(user, 0),
                login=sender or user,
            )
        )

    def form(self, to: str, *, visitor: str, subject: str, script: str = "contact.cgi", agent: str = SCRIPT) -> Sent:
        """Post a form; the Message-ID comes in as injected headers do, after a line end in the subject."""
        message_id, _ = self.letter(to, subject)
        form = {"to": to, "subject": f"{subject}\r\nMessage-ID: <{message_id}>", "text": "Buy now"}
        if script == "contact.cgi":
            form["subject"] = form["subject"].replace("\r", "")
        done = ask(visitor, "POST", f"/cgi-bin/{script}", agent, form)
        self.truth.requests.append(replace(done, message_id=message_id))
        by_command = script == "contact.cgi"
        return self._add(
            Sent(
                name=f"form-{self._count}",
                kind=Kind.FORM if by_command else Kind.FORM_SMTP,
                host=WWW.name,
                sender=f"www-data@{WWW.name}" if by_command else "webmaster@example.jp",
                recipients=(to,),
                message_id=message_id,
                origin="local" if by_command else "network",
                subject=subject,
                uid=CGI_UID if by_command else None,
                login="www-data" if by_command else None,
                address=None if by_command else "127.0.0.1",
                helo=None if by_command else "localhost",
                script="33:contact.cgi" if by_command else None,
            )
        )

    def visit(self, visitor: str, method: str, target: str, agent: str = BROWSER) -> None:
        """Look at the web site without sending anything."""
        self.truth.requests.append(ask(visitor, method, target, agent))

    def refused(self, refused: Refused) -> None:
        """Note a refusal that was just provoked."""
        self.truth.refused.append(refused)

    def login_failed(self, failed: LoginFailed) -> None:
        """Note a wrong password that was just tried."""
        self.truth.logins.append(failed)

    def note(self, old: Sent, new: Sent) -> None:
        """Replace what is known about a message."""
        self.truth.sent[self.truth.sent.index(old)] = new

    def _add(self, sent: Sent) -> Sent:
        self.truth.sent.append(sent)
        return sent
