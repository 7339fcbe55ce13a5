"""Takes the people out of what is shown to a third party: local parts of addresses become tokens. Pure.

A token is a keyed hash (BLAKE2b with the site's key): the same address has the same token everywhere, so that a reader
can still count and compare, and without the key nobody can try addresses until one fits. Domains and IP addresses
stay, because they say whose problem it is. Message-IDs look like addresses and are treated as such.

A text is searched for its ``@``, in whatever way it is written there, and the local part is what stands before it, of
any length. Names without an ``@`` are found where a log puts them (``to=<hanako>``, ``/home/hanako``), and wherever
else they stand when they are told, see `names_of`.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Final
from urllib.parse import unquote

_LENGTH: Final = 10
"""Characters of a token: 50 bits, so that two of a million addresses hardly share one."""
_PERSON: Final = b"hiyari redact"
_AT: Final = re.compile(
    r"(?P<sign>\\{0,4}[@\uff20]|%40|%2540|&#64;|&commat;)"
    r"(?P<domain>[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,252}[A-Za-z0-9\u0080-\uffff])?"
    r"|\[[0-9A-Za-z:.-]{1,60}\])"
)
"""An at sign and a domain, or an address literal (RFC 5321 section 4.1.3). In logs and URLs the sign is escaped."""
_STOPS: Final = r"\s<>()\[\],;:\"@\uff20\\|"
_LOCAL: Final = re.compile(rf"[^{_STOPS}]+")
"""A local part; read from its end, so that no length of it costs more than itself."""
_QUOTED: Final = re.compile(r"\"[^\"\n]{1,100}\"\Z")
_IN_URL: Final = re.compile(rf"[^{_STOPS}/?&=]+")
_KEY: Final = re.compile(
    r"(?:to|from|orig_to|sender|recipient|rcpt|mailfrom|envelope-from|ctladdr|user|login|account|sasl_username|"
    r"sasl_sender|email|address|mailto)="
)
_BARE: Final = re.compile(
    r"(?P<before>(?<![\w-])(?:to|from|orig_to|rcpt|ctladdr|user|ruser|login|account|sasl_username|sasl_sender)=<?"
    r"|(?:unknown user|user unknown|no such user|unknown mailbox|unknown recipient)[:=]? ?[\"'<]"
    r"|/(?:home|Users|var/mail|var/spool/mail|export/home)/|/~(?![a-z2-7]{10}(?![a-z2-7])))"
    r"(?P<name>[^\s<>\[\]\"'/,;()@=\\]{1,128})",
    re.IGNORECASE,
)
"""Where a log puts a name that has no domain."""
_SHORTEST: Final = 2
_MOST_NAMES: Final = 5000
_TOKEN: Final = re.compile(rf"~[a-z2-7]{{{_LENGTH}}}")
_NUMBERS: Final = re.compile(r"[\d.:]+", re.ASCII)
NOBODY: Final = frozenset(
    {
        "abuse", "accepted", "account", "address", "admin", "administrator", "apache", "bin", "bounce", "bounced",
        "bounces", "client", "code", "connection", "contact", "cron", "daemon", "deferred", "delay", "delivered",
        "domain", "dsn", "error", "expired", "failed", "filter", "from", "ftp", "games", "git", "header", "help",
        "host", "hostmaster", "hosts", "http", "httpd", "id", "info", "ip", "lists", "local", "login", "mail",
        "mailbox", "mailer", "mailer-daemon", "mailman", "man", "message", "messages", "method", "mysql", "network",
        "news", "nginx", "no-reply", "nobody", "noreply", "null", "office", "ok", "operator", "origin", "path",
        "postfix", "postgres", "postmaster", "proxy", "queue", "queued", "recipient", "refused", "reject",
        "rejected", "relay", "removed", "reply", "request", "root", "said", "sales", "sasl", "security", "sender",
        "sendmail", "sent", "server", "service", "size", "smmsp", "smtp", "source", "spam", "status", "subject",
        "support", "sys", "system", "temporary", "time", "to", "uid", "unknown", "user", "users", "uucp", "virtual",
        "vmail", "web", "webmaster", "www", "www-data",
    }
)  # fmt: skip
"""Accounts of a system, offices and words of logs: nobody's name."""


def names_of(people: Iterable[str | None]) -> tuple[str, ...]:
    """The names that may stand in a text without their domain, the longest first.

    Args:
        people: Addresses and accounts. Local parts of three letters or more count that are no office's and no number.
    """
    found: dict[str, None] = {}
    for one in people:
        local = (one or "").rpartition("@")[0] or (one or "")
        for name in (local, local.partition("+")[0]):
            if len(name) > _SHORTEST and not name.isdigit() and name.casefold() not in NOBODY and "~" not in name:
                found[name.casefold()] = None
        if len(found) >= _MOST_NAMES:
            break
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


@dataclass(frozen=True, slots=True)
class Redactor:
    """Makes tokens with one site's key."""

    key: bytes = field(repr=False)

    def address(self, written: str) -> str:
        """The address with a token for its local part; what has no ``@`` is a token altogether, the empty one stays."""
        if not written or written == "<>" or _TOKEN.fullmatch(written):
            return written
        local, at, domain = written.rpartition("@")
        if not at:
            return self.token(written)
        return local + at + domain if _TOKEN.fullmatch(local) else f"{self.token(written)}@{domain}"

    def person(self, written: str) -> str:
        """An address or a user's name; accounts of the system, such as ``www-data``, stay."""
        return written if written.casefold() in NOBODY else self.address(written)

    def words(self, written: str, names: Iterable[str] = ()) -> str:
        """A text, for example a line of a log, with every address in it redacted.

        Args:
            written: The text.
            names: Names without a domain that stand in it, which look like any other word.
        """
        written = _BARE.sub(self._bare, self._addresses(written))
        pattern = _any_of(tuple(name for name in names if "@" not in name and len(name) >= _SHORTEST))
        return written if pattern is None else pattern.sub(lambda found: self.token(found[0]), written)

    def token(self, written: str) -> str:
        """What stands for a text. Few servers tell upper case from lower in a local part, and no person does."""
        usual = unicodedata.normalize("NFKC", written).casefold()
        digest = blake2b(usual.encode("utf-8", "surrogatepass"), key=self.key[:64], person=_PERSON)
        return "~" + base64.b32encode(digest.digest()).decode("ascii")[:_LENGTH].lower()

    def _addresses(self, written: str) -> str:
        parts: list[str] = []
        end = 0
        for found in _AT.finditer(written):
            before = written[end : found.start()]
            sign = found["sign"]
            local = _last(before, in_url=sign[0] in "%&")
            key = _KEY.match(local)
            # "to=taro@example.jp" has the same token as <taro@example.jp>; "list+taro=example.com@" is one local part.
            local = local[key.end() :] if key is not None else local
            hidden = self._hidden(local, found["domain"], in_url=sign[0] in "%&")
            parts += (before[: len(before) - len(local)], hidden, sign, found["domain"])
            end = found.end()
        return "".join((*parts, written[end:]))

    def _hidden(self, local: str, domain: str, *, in_url: bool) -> str:
        if not local or _TOKEN.fullmatch(local):
            return local
        return self.token(f"{unquote(local) if in_url else local}@{domain}")

    def _bare(self, found: re.Match[str]) -> str:
        name = found["name"]
        return found[0] if _TOKEN.match(name) or _NUMBERS.fullmatch(name) else found["before"] + self.person(name)


def _last(before: str, *, in_url: bool) -> str:
    """The local part at the end of a text; empty where there is none."""
    if before.endswith('"'):
        quoted = _QUOTED.search(before[-102:])
        return quoted[0] if quoted is not None else ""
    found = (_IN_URL if in_url else _LOCAL).match(before[::-1])
    return found[0][::-1] if found is not None else ""


@lru_cache(maxsize=16)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Each of these as a whole word."""
    if not names:
        return None
    longest = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w.@~-])(?:{'|'.join(map(re.escape, longest))})(?![\w@-])", re.IGNORECASE)
