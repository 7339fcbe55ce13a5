"""Delivery status notifications (RFC 3464, in UTF-8 RFC 6533): what a report says about each recipient.

    per-message-fields CRLF *( CRLF per-recipient-fields )

A report that breaks the grammar is read as far as it can be; a recipient whose action cannot be told is left out, and
the caller is told that something was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hiyari.delivery.bounce.addresses import typed_address
from hiyari.delivery.bounce.bounce import Action, Form, Statement
from hiyari.delivery.bounce.reply_text import read_phase, read_reply
from hiyari.smtp.mail import parse_date

KINDS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
MOST_RECIPIENTS: Final = 200
"""Recipients of one report that are read."""
_MOST_FIELDS: Final = 40
_MOST_VALUE: Final = 2000
_STATUS: Final = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)")
_CLASS: Final = {"2": Action.DELIVERED, "4": Action.DELAYED, "5": Action.FAILED}
"""What a status means where the action is missing (RFC 3463 section 3.1)."""
_ACTIONS: Final = {one.value: one for one in Action} | {"failure": Action.FAILED, "delay": Action.DELAYED}
_DIAGNOSTIC: Final = re.compile(r"\s*[A-Za-z0-9-]{1,30}\s*;\s*")


def read_report(text: str) -> tuple[list[Statement], bool]:
    """The statements of a report, and whether something in it was left out."""
    groups = [fields for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if (fields := _fields(block))]
    people = [group for group in groups if _about_somebody(group)]
    statements = [one for group in people[:MOST_RECIPIENTS] if (one := _statement(group)) is not None]
    return statements, len(statements) < len(people)


def _about_somebody(fields: Mapping[str, str]) -> bool:
    return not {"final-recipient", "original-recipient", "action", "status"}.isdisjoint(fields)


def _fields(block: str) -> dict[str, str]:
    """The fields of one group, unfolded; of one that stands there twice, the first."""
    fields: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", block).split("\n"):
        name, colon, value = line.partition(":")
        if colon and len(fields) < _MOST_FIELDS:
            fields.setdefault(name.strip().lower(), value.strip()[:_MOST_VALUE])
    return fields


def _statement(fields: Mapping[str, str]) -> Statement | None:
    status = found[1] if (found := _STATUS.match(fields.get("status", ""))) else None
    word = fields.get("action", "").partition(" ")[0].rstrip(";").lower()
    action = _ACTIONS.get(word) if word else _CLASS.get((status or " ")[0])
    if action is None:
        return None
    said = read_reply(_DIAGNOSTIC.sub("", fields.get("diagnostic-code", ""), count=1))
    return Statement(
        action=action,
        recipient=typed_address(fields.get("final-recipient", "")),
        original=typed_address(fields.get("original-recipient", "")),
        phase=read_phase(fields.get("diagnostic-code", "")),
        code=said.code,
        enhanced=said.enhanced or status,
        said=said.text,
        mx=_name(fields.get("remote-mta", "")),
        at=parse_date(fields.get("last-attempt-date", "")),
        form=Form.DSN,
    )


def _name(value: str) -> str:
    """The server of a field such as ``dns; mx.example.jp (203.0.113.5)``."""
    return value.rpartition(";")[2].strip().partition(" ")[0][:255].lower()
