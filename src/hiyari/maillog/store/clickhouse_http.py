"""One statement to ClickHouse's HTTP interface and its answer, with the standard library only.

Over TLS the certificate is verified. A redirect is not followed: it would carry the password elsewhere. ClickHouse is
told to answer only when the statement has ended (``wait_end_of_query``), so that a status of 200 means that all of it
went well. Every failure is one sentence without user, password or stack.
"""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Mapping
from contextlib import closing
from typing import BinaryIO, Final
from urllib.parse import urlencode

from hiyari.maillog.store.clickhouse_place import Place
from hiyari.model.error import UserError
from hiyari.model.text import Remote, Text, text

_CONNECT: Final = 10.0
_ANSWER: Final = 330.0
"""Seconds that an answer may take: more than ClickHouse itself is given, so that its own words arrive."""
SECONDS: Final = 300
"""Seconds that ClickHouse may work on a statement."""
_MOST: Final = 256 * 1024 * 1024
"""Octets of an answer."""
_CODE: Final = re.compile(r"Code: (\d{1,5})\. ")
_UNKNOWN_TABLE, _UNKNOWN_DATABASE = 60, 81
_STRANGERS: Final = {192, 193, 194, 516}
"""Codes of ClickHouse for an unknown user or a wrong password."""


class NoTableError(UserError):
    """The database, or the table that a statement names, is not there."""


def post(
    place: Place, statement: str, settings: Mapping[str, str | int], data: BinaryIO | None = None, size: int = 0
) -> bytes:
    """Run a statement.

    Args:
        place: The database, which is the one of names without a database.
        statement: In ClickHouse's dialect.
        settings: For this statement.
        data: What an INSERT reads.
        size: Octets of it.

    Raises:
        UserError: It did not go well; `NoTableError` where that is because nothing is there yet.
    """
    body = data if data is not None else statement.encode()
    given = {"database": place.database, "wait_end_of_query": 1, "max_execution_time": SECONDS, **settings}
    if data is not None:
        given["query"] = statement
    headers = {
        "X-ClickHouse-User": _header(place.user),
        "X-ClickHouse-Key": _header(place.password),
        "Content-Type": "application/octet-stream",
        "Content-Length": str(size) if data is not None else str(len(statement.encode())),
    }
    try:
        with closing(_connection(place)) as connection:
            connection.connect()
            connection.sock.settimeout(_ANSWER)
            connection.request("POST", "/?" + urlencode(given), body, headers)
            answer = connection.getresponse()
            said = answer.read(_MOST + 1)
    except (OSError, http.client.HTTPException) as error:
        raise UserError(_unreached(place, error)) from None
    if answer.status != http.client.OK:
        raise _refused(place, answer.status, said[:4000].decode("utf-8", "replace"))
    if len(said) > _MOST:
        raise UserError(text("The answer of {place} is too long. Ask for less of it.", place=place.name))
    return said


def _connection(place: Place) -> http.client.HTTPConnection:
    if place.secure:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(place.host, place.port, timeout=_CONNECT, context=context)
    return http.client.HTTPConnection(place.host, place.port, timeout=_CONNECT)


def _header(value: str) -> str:
    # http.client sends headers as Latin-1; ClickHouse reads UTF-8.
    return value.encode().decode("latin-1")


def _unreached(place: Place, error: Exception) -> Text:
    match error:
        case ssl.SSLCertVerificationError():
            return text(
                "The certificate of {place} does not prove who it is: {reason}. Name the host as its certificate does.",
                place=place.name,
                reason=Remote(error.verify_message),
            )
        case TimeoutError():
            return text("{place} does not answer in time. Look whether ClickHouse is well there.", place=place.name)
        case http.client.HTTPException() | ssl.SSLError():
            return text("{place} does not speak ClickHouse's HTTP. Look at the port and at TLS.", place=place.name)
        case OSError():
            return text(
                "{place} cannot be reached: {reason}. Look at the host, the port and the firewall.",
                place=place.name,
                reason=Remote(error.strerror or str(error)),
            )
        case _:
            raise error


def _refused(place: Place, status: int, body: str) -> UserError:
    found = _CODE.search(body)
    code = int(found[1]) if found else 0
    if code in {_UNKNOWN_TABLE, _UNKNOWN_DATABASE}:
        sentence = text(
            "{place} has no facts yet. Send some: hiyari log ingest FILE ... --to URL",
            place=place.name,
        )
        return NoTableError(sentence)
    if code in _STRANGERS or status in {401, 403}:
        return UserError(text("{place} refuses the user or the password. Look at both.", place=place.name))
    said = body.partition("DB::Exception: ")[2] or body or str(status)
    return UserError(text("{place} refuses: {said}", place=place.name, said=Remote(said.partition("\n")[0][:300])))
