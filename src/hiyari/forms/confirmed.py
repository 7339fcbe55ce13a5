"""What the sandbox showed, kept in the state database: the last confirmation of each file, for the next scan.

A confirmation belongs to the octets that were run. A file that has changed since has none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from hiyari.forms.evidence import Ability, Caught, Confirmation, Proof
from hiyari.model.text import Param, Remote, Text

METADATA: Final = sa.MetaData()
FORM_CONFIRMATION: Final = sa.Table(
    "form_confirmation",
    METADATA,
    sa.Column("path", sa.LargeBinary, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)
"""One row per file. Paths are octets, since a file name need not be text in any encoding; ``document`` is JSON."""
_MICRO: Final = 1_000_000
_MOST: Final = 200
"""Catches that are kept of one run."""


def keep(connection: sa.Connection, proofs: Iterable[Confirmation]) -> None:
    """Keep confirmations in place of earlier ones. What was not run says nothing, and replaces nothing."""
    for proof in proofs:
        if proof.proof is Proof.IMPOSSIBLE:
            continue
        key = _key(proof.path)
        connection.execute(sa.delete(FORM_CONFIRMATION).where(FORM_CONFIRMATION.c.path == key))
        values = {"path": key, "sha256": proof.sha256, "at_us": _micro(proof.at), "document": _document(proof)}
        connection.execute(sa.insert(FORM_CONFIRMATION).values(values))


def kept(connection: sa.Connection, path: str, sha256: str) -> Confirmation | None:
    """The last confirmation of these octets at this path."""
    table = FORM_CONFIRMATION.c
    asked = sa.select(table.at_us, table.document).where(table.path == _key(path), table.sha256 == sha256)
    row = connection.execute(asked).first()
    return None if row is None else _confirmation(path, sha256, row.at_us, json.loads(row.document))


def _key(path: str) -> bytes:
    return os.fsencode(path)


def _micro(at: datetime) -> int:
    return round(at.timestamp() * _MICRO)


def _document(proof: Confirmation) -> str:
    caught = [[one.ability.value, one.field, one.where, one.breaks, one.shown] for one in proof.caught[:_MOST]]
    value = {
        "proof": proof.proof.value,
        "caught": caught,
        "runs": proof.runs,
        "mails": proof.mails,
        "repeats": proof.repeats,
        "why": None if proof.why is None else _written(proof.why),
    }
    return json.dumps(value)


def _confirmation(path: str, sha256: str, at_us: int, value: Mapping[str, Any]) -> Confirmation:
    return Confirmation(
        path=path,
        sha256=sha256,
        at=datetime.fromtimestamp(at_us / _MICRO, UTC),
        proof=Proof(value["proof"]),
        caught=tuple(
            Caught(ability=Ability(ability), field=field, where=where, breaks=breaks, shown=shown)
            for ability, field, where, breaks, shown in value["caught"]
        ),
        runs=value["runs"],
        mails=value["mails"],
        repeats=value["repeats"],
        why=None if value["why"] is None else _read(value["why"]),
    )


def _written(sentence: Text) -> dict[str, Any]:
    params = {
        name: {"remote": one.raw} if isinstance(one, Remote) else str(one) for name, one in sentence.params.items()
    }
    return {"message": sentence.message, "params": params}


def _read(value: Mapping[str, Any]) -> Text:
    params: dict[str, Param] = {
        name: Remote(one["remote"]) if isinstance(one, dict) else one for name, one in value["params"].items()
    }
    return Text(message=value["message"], params=params)
