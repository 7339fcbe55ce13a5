"""The evidence of a trace for a third party: what a provider, a lawyer or the police can check without our logs. Pure.

The text of messages is never in it. People are tokens where the caller hands over a trace that hides them.
SHA256SUMS covers every other file, so that a copy can be compared with what was handed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from hiyari.maillog.trace.rows import Message
from hiyari.maillog.trace.tracing import Traced

_TIMES: Final = frozenset({"at", "first_at", "last_at"})


def bundle_files(
    traced: Traced, lines: Sequence[str], value: Mapping[str, Any], notice_sha256: str | None
) -> dict[str, bytes]:
    """The files by their names.

    Args:
        traced: What was found; without the people, where they are to be hidden (see `hiding`).
        lines: The answer as a person reads it.
        value: The answer as JSON.
        notice_sha256: Of the notice as it came; it is not in the bundle itself.
    """
    files = {
        "summary.md": _markdown(lines, notice_sha256),
        "summary.json": json.dumps({**value, "notice_sha256": notice_sha256}, ensure_ascii=False, indent=2) + "\n",
        "messages.jsonl": _rows(asdict(one) for one in _messages(traced)),
        "deliveries.jsonl": _rows(asdict(one) for one in traced.attempts),
        "requests.jsonl": _rows(_requests(traced)),
        "log-lines.txt": "".join(f"{one.line}\n" for one in traced.attempts if one.line),
    }
    octets = {name: content.encode("utf-8", "backslashreplace") for name, content in files.items() if content}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(octets.items()))
    return {**octets, "SHA256SUMS": sums.encode("ascii")}


def _markdown(lines: Sequence[str], notice_sha256: str | None) -> str:
    """The answer literally: a fence that no line of it can close."""
    fence = "`" * 12
    digest = f"\nNotice (SHA-256): {notice_sha256}\n" if notice_sha256 else ""
    return f"# hiyari log trace\n{digest}\n{fence}text\n" + "\n".join(lines) + f"\n{fence}\n"


def _messages(traced: Traced) -> Iterable[Message]:
    found = (one for chain in traced.chains for one in (*(link.source for link in chain.links), chain.found))
    return {one.key: one for one in found}.values()


def _requests(traced: Traced) -> Iterable[dict[str, Any]]:
    for suspect in traced.web.reported if traced.web is not None else ():
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
