"""The facts that are made of log lines: tables, columns, types and meanings. Documented in docs/log-facts.md.

A fact is what a log proves about one message, one delivery, one refusal. Everything that asks (comparison, tracing,
baseline, summary, a person's own SQL) asks these tables, in DuckDB on one machine or in ClickHouse for a fleet.

Rules for this file: a column is only ever added at the end of its table, with a new ``VERSION``; what is not known is
NULL, never an empty text or zero; a moment is an integer of microseconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

VERSION: Final = 1
"""Of the schema. Facts of a newer one are refused, never guessed at."""

Cell: TypeAlias = "str | int | bool | None"
Row: TypeAlias = "tuple[Cell, ...]"
Texts: TypeAlias = "tuple[str, ...]"
"""A row whose cells are text already, as files of rows hold them (see `store.rows`): joining texts costs least."""
NULL: Final = "\x1e"
"""A cell of text that is not known: the record separator, which no text holds by itself."""


class Type(StrEnum):
    """A column's type, as DuckDB names it."""

    TEXT = "VARCHAR"
    WHOLE = "BIGINT"
    YES_NO = "BOOLEAN"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type and what it means."""

    name: str
    type: Type
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, and its columns in their order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in their order."""
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str) -> Column:
    return Column(name, Type.TEXT, meaning)


def _whole(name: str, meaning: str) -> Column:
    return Column(name, Type.WHOLE, meaning)


_HOST: Final = _text("host", "The host whose log says it")
_QUEUE_ID: Final = _text("queue_id", "The queue id on that host; short ones are used again and again")
_AT: Final = _whole("at", "When, in microseconds since 1970, UTC")
_PROGRAM: Final = _text("program", "The program that says it, in the mail server's own word: smtp, lmtp, local, pipe")
_CLIENT: Final = _text("client", "The client's host name as the server found it; NULL where it found none")
_ADDRESS: Final = _text("address", "The client's IP address")
_CODE: Final = _whole("code", "The reply code (RFC 5321), where there was a reply")
_ENHANCED: Final = _text("enhanced", "The enhanced status code (RFC 3463)")
_CAUSE: Final = _text("cause", "What the reply is about: spf, ptr, blocklist, rate, greylisting, address ...")
_BLOCKLIST: Final = _text("blocklist", "The list that the reply names")
_REPLY: Final = _text("reply", "The reply or reason, literally")
_LINE: Final = _text("line", "The literal line of the log; NULL for what was accepted")

MESSAGES: Final = Table(
    "messages",
    "A message in the queue of one host, from its arrival to its removal. On the next host it is another row.",
    (
        _whole("message", "The key: a hash of host, queue id and first_at"),
        _HOST,
        _QUEUE_ID,
        _whole("first_at", "When the log first speaks of it"),
        _whole("last_at", "When the log last speaks of it"),
        _text("ending", "'removed' when it left the queue; 'open' when the log does not say that it did"),
        Column("complete", Type.YES_NO, "Whether both its beginning and its end were seen"),
        _text(
            "origin",
            "'network' (by SMTP), 'local' (by a program on this host), 'bounce' (made by the server), 'forward', "
            "'unknown'",
        ),
        _whole("uid", "The user id that handed it in on this host"),
        _text("login", "The user name that handed it in on this host, where the server logs one"),
        _CLIENT,
        _ADDRESS,
        _text("helo", "The name that the client gave"),
        _text("sasl", "The account that the client logged in with"),
        _text("cwd", "The folder that the program ran in which handed it in"),
        _text("script", "The script that a logged header names (X-PHP-Originating-Script)"),
        _text("sender", "The reverse-path; empty for the null reverse-path of bounces"),
        _text("sender_domain", "Its domain in lower case"),
        _text("message_id", "The Message-ID without its brackets"),
        _text("subject", "The subject, where a header check logs it"),
        _whole("size", "Octets"),
        _whole("recipients", "The number of recipients that the queue manager told"),
        _text("parent", "The queue id on the same host that it came from: of a bounce or a forwarded message"),
        _text("format", "The log format it was read from"),
    ),
)

DELIVERIES: Final = Table(
    "deliveries",
    "One attempt to deliver one message to one recipient.",
    (
        _whole("message", "The message's key"),
        _HOST,
        _QUEUE_ID,
        _AT,
        _PROGRAM,
        _text("way", "'outside' (to another host), 'local' (a mailbox or program), 'filter' (a content filter here)"),
        _text("recipient", "The recipient's address"),
        _text("domain", "Its domain in lower case"),
        _text("original", "The address before aliases, where it is another"),
        _text("relay", "The next hop's host name in lower case; NULL when none was reached"),
        _text("relay_address", "The next hop's IP address"),
        _whole("port", "The next hop's port"),
        _text("provider", "Who runs the next hop: a provider that hiyari knows, else the domain of its name"),
        _text("status", "The server's own word: sent, deferred, bounced, expired"),
        _text("outcome", "'accepted', 'deferred' or 'refused'"),
        _CODE,
        _ENHANCED,
        _CAUSE,
        _BLOCKLIST,
        _REPLY,
        _whole("delay_ms", "Milliseconds since the message arrived"),
        _text("queued_as", "The queue id on the next hop, as its reply says; not to be believed unchecked"),
        _LINE,
    ),
)

REJECTS: Final = Table(
    "rejects",
    "Something that a host did not take in as it was: refused, held, discarded, or only warned of.",
    (
        _AT,
        _HOST,
        _PROGRAM,
        _text("stage", "Where in the session: CONNECT, HELO, MAIL, RCPT, DATA, END-OF-MESSAGE"),
        _QUEUE_ID,
        _CLIENT,
        _ADDRESS,
        _text("helo", "The name that the client gave"),
        _text("sender", "The reverse-path; empty for the null reverse-path"),
        _text("recipient", "The recipient's address"),
        _text("domain", "Its domain in lower case"),
        _CODE,
        _ENHANCED,
        _text(
            "outcome",
            "'refused' (5xx) or 'deferred' (4xx); 'held' (in the queue, until a person releases it), 'discarded' "
            "(nobody is told), 'warned' (would be refused, if the restriction were in force)",
        ),
        _CAUSE,
        _BLOCKLIST,
        _REPLY,
        _LINE,
    ),
)

LOGINS: Final = Table(
    "logins",
    "A login that failed.",
    (
        _AT,
        _HOST,
        _PROGRAM,
        _CLIENT,
        _ADDRESS,
        _text("account", "The account that was tried, where it is logged"),
        _text("method", "The SASL mechanism"),
        _text("reason", "Why it failed, in the server's words"),
    ),
)

NOTICES: Final = Table(
    "notices",
    "A warning or worse that a server says about itself.",
    (
        _AT,
        _HOST,
        _PROGRAM,
        _text("severity", "'warning', 'error', 'fatal' or 'panic'"),
        _text("said", "The words"),
    ),
)

REQUESTS: Final = Table(
    "requests",
    "A request in a web server's access log.",
    (
        _AT,
        _HOST,
        _text("site", "The virtual host, where it is logged"),
        _text("client", "The client's IP address"),
        _text("method", "GET, POST ..."),
        _text("path", "The path without the query, as logged"),
        _text("query", "What follows the question mark"),
        _whole("status", "The status code"),
        _whole("bytes", "Octets of the answer"),
        _text("referer", "The page that the client says it came from"),
        _text("agent", "What the client calls itself"),
    ),
)

READINGS: Final = Table(
    "readings",
    "One file that was read, and how much of it was understood.",
    (
        _text("source", "The file"),
        _text("host", "The host, where the file is of one only"),
        _text("format", "The format"),
        _whole("lines", "All lines"),
        _whole("other", "Lines that are not about mail"),
        _whole("mail", "Lines about mail"),
        _whole("understood", "Lines about mail that were understood"),
        _whole("first_at", "The first moment in it"),
        _whole("last_at", "The last moment in it"),
        _text("strange", "The first lines that were not understood, as a JSON list"),
    ),
)

TABLES: Final = {table.name: table for table in (MESSAGES, DELIVERIES, REJECTS, LOGINS, NOTICES, REQUESTS, READINGS)}
"""Every table by its name."""


def text_of(value: Cell) -> str:
    """A value as a cell of text."""
    return NULL if value is None else value if isinstance(value, str) else str(value)


def values_of(table: Table, texts: Texts) -> Row:
    """A row of texts as a row of values."""
    return tuple(
        _VALUE[column.type](cell) if cell != NULL else None for column, cell in zip(table.columns, texts, strict=True)
    )


_VALUE: Final[dict[Type, Callable[[str], Cell]]] = {
    Type.TEXT: str,
    Type.WHOLE: int,
    Type.YES_NO: "True".__eq__,
}
