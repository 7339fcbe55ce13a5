"""The evidence of a trace for a third party: what a provider, a lawyer or the police can check without our logs. Pure.

The text of messages is never in it, and local parts of addresses are tokens unless the caller leaves the redactor out.
SHA256SUMS covers every other file, so that a copy can be compared with what was handed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from hiyari.maillog.redact import Redactor
from hiyari.maillog.trace.rows import Attempt, Message
from hiyari.maillog.trace.tracing import Traced

_TIMES: Final = frozenset({"at", "first_at", "last_at"})


def bundle_files(
    traced: Traced, lines: Sequence[str], value: Mapping[str, Any], notice_sha256: str | None, redactor: Redactor | None
) -> dict[str, bytes]:
    """The files by their names.

    Args:
        traced: What was found.
        lines: The answer as a person reads it.
        value: The answer as JSON.
        notice_sha256: Of the notice as it came; it is not in the bundle itself.
        redactor: Makes tokens of local parts; None leaves addresses as they are.
    """

    def hide(one: Any) -> Any:  # noqa: ANN401 - what JSON can hold
        return one if redactor is None else without_people(one, redactor, traced.accounts)

    files = {
        "summary.md": _markdown(hide(list(lines)), notice_sha256),
        "summary.json": _whole({**hide(value), "notice_sha256": notice_sha256}),
        "messages.jsonl": _rows(hide(asdict(one)) for one in _messages(traced)),
        "deliveries.jsonl": _rows(hide(_attempt(one, redactor)) for one in traced.attempts),
        "requests.jsonl": _rows(hide(one) for one in _requests(traced)),
        "log-lines.txt": "".join(f"{hide(one.line)}\n" for one in traced.attempts if one.line),
    }
    octets = {name: content.encode("utf-8", "backslashreplace") for name, content in files.items() if content}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(octets.items()))
    return {**octets, "SHA256SUMS": sums.encode("ascii")}


def without_people(value: Any, redactor: Redactor, accounts: Sequence[str]) -> Any:  # noqa: ANN401 - what JSON can hold
    """A value as JSON has it, with tokens in its texts for addresses and accounts; names of fields stay.

    Args:
        value: A text, a number, None, or lists and mappings of them.
        redactor: Makes the tokens.
        accounts: Names of people that look like any other word.
    """
    match value:
        case str():
            return redactor.words(value, accounts)
        case Mapping():
            return {name: without_people(one, redactor, accounts) for name, one in value.items()}
        case list() | tuple():
            return [without_people(one, redactor, accounts) for one in value]
        case _:
            return value


def _whole(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _markdown(lines: Sequence[str], notice_sha256: str | None) -> str:
    """The answer literally: a fence that no line of it can close."""
    fence = "`" * 12
    digest = f"\nNotice (SHA-256): {notice_sha256}\n" if notice_sha256 else ""
    return f"# hiyari log trace\n{digest}\n{fence}text\n" + "\n".join(lines) + f"\n{fence}\n"


def _messages(traced: Traced) -> Iterable[Message]:
    found = (one for chain in traced.chains for one in (*(link.source for link in chain.links), chain.found))
    return {one.key: one for one in found}.values()


def _attempt(one: Attempt, redactor: Redactor | None) -> dict[str, Any]:
    row = asdict(one)
    if redactor is not None:
        # A local recipient may be a bare user name, which no pattern finds.
        row["recipient"] = redactor.address(one.recipient or "") or None
    return row


def _requests(traced: Traced) -> Iterable[dict[str, Any]]:
    for suspect in traced.web.suspects if traced.web is not None else ():
        page = suspect.score.page
        for at, client in suspect.examples:
            yield {"at": at, "site": page.site, "method": page.method, "path": page.path, "client": client}


def _rows(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(_timed(row), ensure_ascii=False) + "\n" for row in rows)


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromtimestamp(value / 1_000_000, UTC).isoformat() if name in _TIMES else value
        for name, value in row.items()
    }
