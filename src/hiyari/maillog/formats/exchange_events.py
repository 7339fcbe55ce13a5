"""What the events of Exchange's message tracking log tell, one function each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from hiyari.maillog.formats.told import Told
from hiyari.maillog.formats.words import number

_REPLY: Final = re.compile(r"(?:^|;)(?P<reply>[245]\d\d[ -].*?)(?:;ClientSubmitTime:|$)", re.ASCII)
_LAST_ERROR: Final = re.compile(r"\{LED=(?P<reply>[^{}]*)\}")
_CLIENT_TYPE: Final = re.compile(r"\bClientType:(?P<kind>[A-Za-z0-9]{1,40})\b")
_HERE: Final = frozenset({"PICKUP", "ADMIN", "REPLAY", "STOREDRIVER", "PUBLICFOLDER"})
_MOST_DELAY: Final = 366 * 86_400_000


class Row:
    """One row, by the names of its columns; a column that the file does not have is empty."""

    __slots__ = ("_arrived_at", "_cells", "_columns", "line")

    def __init__(
        self, cells: Sequence[str], columns: Mapping[str, int], arrived_at: Callable[[str], int | None], line: str
    ) -> None:
        self._cells = cells
        self._columns = columns
        self._arrived_at = arrived_at
        self.line = line

    def __getitem__(self, name: str) -> str:
        place = self._columns.get(name)
        return "" if place is None else self._cells[place]

    @property
    def sender(self) -> str:
        """The reverse-path; empty for the null one."""
        path = self["return-path"] or self["sender-address"]
        return "" if path == "<>" else path

    def delay(self, at: int) -> int | None:
        """Milliseconds since the message arrived in the organisation, where the row says when it did."""
        stamp = self["message-info"].partition(";")[0]
        arrived = self._arrived_at(stamp) if stamp[:2] == "20" else None
        delay = None if arrived is None else (at - arrived) // 1000
        return delay if delay is not None and 0 <= delay <= _MOST_DELAY else None

    def recipients(self) -> Iterator[tuple[str, str]]:
        """Each recipient with its state."""
        addresses = [address for address in self["recipient-address"].split(";") if address]
        states = self["recipient-status"].split(";")
        if len(states) != len(addresses):
            states = [self["recipient-status"]] * len(addresses)
        return zip(addresses, states, strict=True)


def _receive(told: Told, at: int, qid: str, row: Row) -> bool:
    source, sender = row["source"], row.sender
    if source == "SMTP":
        name, address = row["client-hostname"], row["original-client-ip"] or row["client-ip"]
        if row["original-client-ip"] and row["original-client-ip"] != row["client-ip"]:
            # The name is the one of Exchange's own front end, which passed the session on.
            name = ""
        told.client(at, qid, name.lower() or None, address or None, None)
    elif source in _HERE:
        told.local(at, qid, None, row["sender-address"] or None, sender)
    else:
        told.born(at, qid, None, "bounce" if source == "DSN" else "forward")
    _envelope(told, at, qid, row)
    return True


def _envelope(told: Told, at: int, qid: str, row: Row) -> None:
    told.queued(at, qid, row.sender, number(row["total-bytes"]), number(row["recipient-count"]))
    if row["message-id"]:
        told.message_id(at, qid, row["message-id"].removeprefix("<").removesuffix(">"))
    if row["message-subject"]:
        told.header(at, qid, "subject", row["message-subject"])
    kind = _CLIENT_TYPE.search(row["source-context"])
    if kind is not None:
        told.header(at, qid, "client-type", kind["kind"])
    if row["connector-id"]:
        told.header(at, qid, "connector-id", row["connector-id"])


def _born(kind: str) -> Callable[[Told, int, str, Row], bool]:
    def tell(told: Told, at: int, qid: str, row: Row) -> bool:
        told.born(at, qid, None, kind)
        _envelope(told, at, qid, row)
        return True

    return tell


def _attempts(outcome: str) -> Callable[[Told, int, str, Row], bool]:
    def tell(told: Told, at: int, qid: str, row: Row) -> bool:
        source, delay = row["source"], row.delay(at)
        by_smtp = source == "SMTP"
        name = row["server-hostname"].lower() if by_smtp and row["server-ip"] else None
        address = row["server-ip"] or None if by_smtp else None
        program = "smtp" if by_smtp else "local" if source == "STOREDRIVER" else "error"
        for recipient, state in row.recipients():
            reply = _reply(outcome, row, state)
            told.delivery(
                at, qid, program, recipient, row["related-recipient-address"] or None, name or None, address, None,
                row["event-id"], outcome, reply, delay, None, row.line,
            )  # fmt: skip
        return True

    return tell


def _reply(outcome: str, row: Row, state: str) -> str:
    """The next server's words: of what was sent they stand in the context, of what was not in the state."""
    if outcome == "accepted":
        found = _REPLY.search(row["source-context"])
        return found["reply"] if found is not None else state
    found = _LAST_ERROR.search(state)
    if found is not None:
        return found["reply"]
    return state or row["source-context"]


def _bad(told: Told, at: int, qid: str, row: Row) -> bool:
    told.notice(at, "exchange", "warning", f"{row['event-id']} {qid} {row['source-context']}".rstrip())
    return True


EVENTS: Final[Mapping[str, Callable[[Told, int, str, Row], bool]]] = {
    "RECEIVE": _receive,
    "SEND": _attempts("accepted"),
    "DELIVER": _attempts("accepted"),
    "DEFER": _attempts("deferred"),
    "FAIL": _attempts("refused"),
    "DSN": _born("bounce"),
    "TRANSFER": _born("forward"),
    "BADMAIL": _bad,
    "POISONMESSAGE": _bad,
}
QUIET: Final = frozenset(
    {
        "AGENTINFO", "DELAY", "DROP", "DUPLICATEDELIVER", "DUPLICATEEXPAND", "DUPLICATEREDIRECT", "EXPAND", "HADISCARD",
        "HARECEIVE", "HAREDIRECT", "HAREDIRECTFAIL", "INITMESSAGECREATED", "JOURNALREPORT", "LOAD", "MODERATIONEXPIRE",
        "MODERATORAPPROVE", "MODERATORREJECT", "MODERATORSALLNDR", "NOTIFYMAPI", "NOTIFYSHADOW", "PROCESS",
        "PROCESSMEETINGMESSAGE", "REDIRECT", "RESOLVE", "RESUBMIT", "RESUBMITDEFER", "RESUBMITFAIL", "ROUTE",
        "SENDEXTERNAL", "SUBMIT", "SUBMITDEFER", "SUBMITFAIL", "SUPPRESSED", "SUSPEND", "THROTTLE", "MTHROTTLE",
        "CREATE", "DELETE", "UPDATE", "SHADOWRECEIVE",
    }
)  # fmt: skip
"""Events that change nothing in what is known of a message and its recipients."""
