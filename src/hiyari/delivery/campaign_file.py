"""Reads a campaign's TOML file: the text in, a `Campaign` out, or every problem of it at once."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Final

from hiyari.carriers.knowledge import Knowledge
from hiyari.carriers.provider import Limit
from hiyari.delivery.campaign import (
    REPEAT_WINDOW,
    Campaign,
    Charset,
    DkimKey,
    MessageFiles,
    RecipientsFile,
    Route,
    RouteKind,
    Unsubscribe,
)
from hiyari.delivery.campaign_values import (
    SMTP_PORT,
    TOKEN,
    no_address,
    no_mailbox,
    no_room_for_token,
    no_url,
    not_in_charset,
    parse_campaign_name,
    parse_hours,
    parse_mailbox,
    parse_plain_address,
    parse_selector,
    parse_smart_host,
    parse_span,
    parse_url,
    parse_zone_name,
)
from hiyari.delivery.pacing.hours import Hours
from hiyari.delivery.pacing.limits import CHANGEABLE
from hiyari.delivery.recipients.row import RecipientFormat
from hiyari.model.inventory import IPAddress
from hiyari.model.text import text
from hiyari.model.toml_document import Document
from hiyari.model.toml_table import Table
from hiyari.model.written import parse_address, parse_helo, parse_name
from hiyari.smtp.events import Tls

_TABLES: Final = (
    "recipients",
    "message",
    "unsubscribe",
    "envelope",
    "window",
    "route",
    "dkim",
    "suppress",
    "repeat",
    "pace",
)


def parse_campaign(source: str, path: Path, known: Knowledge) -> Campaign:
    """Read the text of a campaign file.

    Args:
        source: The file's text.
        path: Its name; other files are looked for beside it.
        known: The providers, whose limits may be changed.

    Raises:
        UserError: With a sentence for each problem, each with its line; at most twenty.
    """
    reader = _Reader(Document(source, str(path), {"name", "consent", *_TABLES}), path, known)
    campaign = reader.campaign()
    reader.document.problems.settle()
    assert campaign is not None  # noqa: S101 - what is missing is a problem, and was raised
    return campaign


class _Reader:
    def __init__(self, document: Document, path: Path, known: Knowledge) -> None:
        self.document = document
        self._path = path
        self._folder = path.parent
        self._known = known

    def campaign(self) -> Campaign | None:
        top = self.document.top({"name", "consent"})
        name = top.parsed(
            "name",
            top.needed("name", "prize-2026"),
            parse_campaign_name,
            text("Write lower-case letters, digits, '.', '_' and '-'."),
        )
        consent = top.needed("consent", "entrants ticked the box on the entry form of 2026")
        recipients, message, route = self._recipients(), self._message(), self._route()
        envelope = self.document.one("envelope")
        reverse_path = envelope.parsed(
            "reverse_path", envelope.needed("reverse_path", "bounce@example.jp"), parse_plain_address, no_address()
        )
        verp = envelope.flag("verp", default=True)
        if verp and reverse_path and (problem := no_room_for_token(reverse_path)):
            envelope.complain("reverse_path", problem)
        envelope.close()
        repeat_window, repeat_reason = self._repeat()
        hours, unsubscribe, dkim, pace = self._hours(), self._unsubscribe(), self._dkim(), self._pace()
        suppress = self.document.one("suppress")
        files = suppress.many("files", self._file, text("Write the name of a file."))
        suppress.close()
        if not (name and consent and recipients and message and route and reverse_path):
            return None
        return Campaign(
            path=self._path,
            name=name,
            consent=consent,
            recipients=recipients,
            message=message,
            route=route,
            reverse_path=reverse_path,
            verp=verp,
            unsubscribe=unsubscribe,
            hours=hours,
            dkim=dkim,
            suppress=files,
            repeat_window=repeat_window,
            repeat_reason=repeat_reason,
            pace=pace,
        )

    def _recipients(self) -> RecipientsFile | None:
        table = self.document.one("recipients")
        file = table.parsed("file", table.needed("file", "recipients.csv"), self._file, text("Write a file's name."))
        column = table.needed("address", "mail")
        form = table.word("format", RecipientFormat, table.string("format"))
        encoding = table.string("encoding")
        table.close()
        if file is None or column is None:
            return None
        return RecipientsFile(path=file, column=column, form=form, encoding=encoding, line=table.line)

    def _message(self) -> MessageFiles | None:
        table = self.document.one("message")
        sender = table.parsed(
            "from", table.needed("from", "Prize office <prize@example.jp>"), parse_mailbox, no_mailbox()
        )
        reply_to = table.parsed("reply_to", table.string("reply_to"), parse_mailbox, no_mailbox())
        subject = table.needed("subject", "Your entry, {{ name }}")
        body = table.parsed("text", table.string("text"), self._file, text("Write a file's name."))
        html = table.parsed("html", table.string("html"), self._file, text("Write a file's name."))
        attachments = table.many("attachments", self._file, text("Write a file's name."))
        charset = table.word("charset", Charset, table.string("charset")) or Charset.UTF_8
        if body is None and html is None:
            problem = text('There is no body. Add text = "FILE" or html = "FILE", each a Jinja2 template.')
            table.complain("text", problem)
        for key, one in (("from", sender), ("reply_to", reply_to)):
            if one is not None and (lacking := not_in_charset(one, charset)):
                table.complain(key, lacking)
        table.close()
        if sender is None or subject is None:
            return None
        return MessageFiles(
            sender=sender,
            subject=subject,
            text=body,
            html=html,
            reply_to=reply_to,
            attachments=attachments,
            charset=charset,
        )

    def _route(self) -> Route | None:
        table = self.document.one("route")
        kind = table.word("kind", RouteKind, table.string("kind") or RouteKind.DIRECT.value)
        helo = table.parsed(
            "helo", table.needed("helo", "relay1.example.jp"), parse_helo, text("Write the host's full name.")
        )
        egress: tuple[IPAddress, ...] = table.many(
            "egress", parse_address, text("Write the address that the mail leaves from.")
        )
        smart_host = table.parsed(
            "smart_host",
            table.string("smart_host"),
            parse_smart_host,
            text("Write an IP address, with a port where it is not 25."),
        )
        tls = table.word("tls", Tls, table.string("tls") or "may")
        port = table.number("port", 1, 65535) or SMTP_PORT
        if port != int(port):
            table.complain("port", text("port must be a whole number."))
        user = table.string("user")
        password_file = table.parsed(
            "password_file", table.string("password_file"), self._file, text("Write a file's name.")
        )
        if kind is RouteKind.DIRECT and not egress:
            table.complain("egress", text('Direct mail needs a source address. Add egress = ["203.0.113.11"].'))
        if kind is RouteKind.SMART_HOST and smart_host is None:
            table.complain("smart_host", text('Add the relay to hand over to: smart_host = "127.0.0.1".'))
        if (user is None) != (password_file is None):
            table.complain("user", text("user and password_file belong together. Write both or none."))
        safe = smart_host is not None and smart_host.address.is_loopback
        if user is not None and tls is not Tls.MUST and not safe:
            table.complain("tls", text('A password is only for a server that has shown who it is. Write tls = "must".'))
        self._contradictions(table, kind)
        table.close()
        if kind is None or helo is None or tls is None:
            return None
        return Route(
            kind=kind,
            helo=helo,
            egress=egress,
            smart_host=smart_host,
            tls=tls,
            port=int(port),
            user=user,
            password_file=password_file,
        )

    def _contradictions(self, table: Table, kind: RouteKind | None) -> None:
        """What belongs to the other kind of route would be passed over in silence."""
        wrong = {RouteKind.DIRECT: ("smart_host", "user", "password_file"), RouteKind.SMART_HOST: ("port",)}
        if kind is None:
            return
        written = table.keys()
        for key in wrong[kind]:
            if key in written:
                problem = text(
                    '{key} has no place in a route of kind = "{kind}". Delete one of the two.', key=key, kind=kind.value
                )
                table.complain(key, problem)

    def _unsubscribe(self) -> Unsubscribe:
        table = self.document.one("unsubscribe")
        url = table.parsed("url", table.string("url"), parse_url, no_url())
        mailto = table.parsed("mailto", table.string("mailto"), parse_plain_address, no_address())
        one_click = table.flag("one_click", default=False)
        if one_click and not (url or "").startswith("https://"):
            table.complain("one_click", text("One click needs an https URL (RFC 8058 section 3.1). Add url."))
        elif one_click and TOKEN not in (url or ""):
            problem = text("One click must tell who leaves (RFC 8058 section 3.1). Put {token} into url.", token=TOKEN)
            table.complain("url", problem)
        table.close()
        return Unsubscribe(url=url, mailto=mailto, one_click=one_click)

    def _repeat(self) -> tuple[int, str]:
        table = self.document.one("repeat")
        window = table.parsed(
            "window", table.string("window"), parse_span, text("Write a time span such as 90d, of ten years at most.")
        )
        reason = table.string("off_because") or ""
        if window == 0 and not reason:
            problem = text("To let people get the same twice needs a reason. Add off_because, or take window away.")
            table.complain("window", problem)
        if window and reason:
            table.complain("window", text("window and off_because contradict each other. Take one of the two away."))
        table.close()
        if reason:
            return 0, reason
        return (REPEAT_WINDOW if window is None else window), ""

    def _hours(self) -> Hours:
        table = self.document.one("window")
        begin, end = table.moment("begin"), table.moment("end")
        zone = table.parsed(
            "zone", table.string("zone"), parse_zone_name, text("Write a time zone such as Asia/Tokyo.")
        )
        written = table.string("hours")
        hours = table.parsed("hours", written, parse_hours, text("Write the hours of the day as in 09:00-21:00."))
        if hours is not None and zone is None:
            table.complain("hours", text('Hours need a time zone. Add zone = "Asia/Tokyo".'))
        if begin is not None and end is not None and end <= begin:
            table.complain("end", text("The window ends before it begins. Mend one of the two."))
        table.close()
        first, last = hours or (None, None)
        return Hours(zone=zone or UTC, begin=begin, end=end, daily_from=first, daily_until=last)

    def _dkim(self) -> DkimKey | None:
        if not self.document.has("dkim"):
            return None
        table = self.document.one("dkim")
        domain = table.parsed("domain", table.needed("domain", "example.jp"), parse_name, text("Write a domain."))
        selector = table.parsed(
            "selector",
            table.needed("selector", "s2026"),
            parse_selector,
            text("Write the selector's name alone, such as s2026."),
        )
        file = table.parsed("key_file", table.needed("key_file", "s2026.pem"), self._file, text("Write a file's name."))
        table.close()
        if domain is None or selector is None or file is None:
            return None
        return DkimKey(domain=domain, selector=selector, key_file=file)

    def _pace(self) -> dict[str, dict[str, Limit]]:
        found: dict[str, dict[str, Limit]] = {}
        for provider in self.document.tables_in("pace"):
            table = self.document.one("pace", provider)
            if provider not in self._known.providers:
                known = tuple(sorted(self._known.providers))
                self.document.problems.add(
                    ("pace", provider), text("There is no provider of this name. Write one of: {known}", known=known)
                )
            found[provider] = self._limits(table)
            table.close()
        return found

    def _limits(self, table: Table) -> dict[str, Limit]:
        limits = {}
        for key, (least, most) in CHANGEABLE.items():
            value = table.number(key, least, most)
            if value is not None:
                limits[key] = Limit(value=value, source=f"{self._path}:{table.line}")
        return limits

    def _file(self, written: str) -> Path | None:
        return self._folder / written if "\0" not in written else None
