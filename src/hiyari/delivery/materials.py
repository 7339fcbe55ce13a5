"""Reads the files that a campaign names: templates, attachments, the key; and the hash over all of them.

The hash is what a digest rests on: a file that has changed since makes another campaign of it.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiyari.delivery.campaign import Campaign
from hiyari.delivery.message.mime import Part, attachment
from hiyari.delivery.message.templates import Sources, Templates
from hiyari.delivery.recipients.source import open_regular
from hiyari.model.error import UserError
from hiyari.model.text import Text, text

_MOST_TEMPLATE: Final = 1024 * 1024
_MOST_ATTACHED: Final = 20 * 1024 * 1024
"""Octets of all attachments together; no provider is known to take much more."""
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What all messages of a campaign are made of."""

    templates: Templates
    attachments: tuple[Part, ...]
    attached: bytes
    """A digest over the attachments, for the fingerprints."""
    source: str
    """A hash over the campaign's file and every file that it names."""


def read_materials(campaign: Campaign) -> Materials:
    """Read everything but the recipients, whose file is only hashed.

    Raises:
        UserError: A file cannot be read, is too large, or is no template.
    """
    message = campaign.message
    sources = Sources(
        subject=message.subject,
        text=(str(message.text), _template(message.text)) if message.text else None,
        html=(str(message.html), _template(message.html)) if message.html else None,
        campaign=str(campaign.path),
    )
    files = tuple((path.name, _octets(path, _MOST_ATTACHED)) for path in message.attachments)
    if sum(len(octets) for _, octets in files) > _MOST_ATTACHED:
        sentence = text(
            "{path}: the attachments are larger than {most} MiB together. Put them on a web page and link to it.",
            path=str(campaign.path),
            most=_MOST_ATTACHED // 1024 // 1024,
        )
        raise UserError(sentence)
    attached = hashlib.sha256()
    for name, octets in files:
        attached.update(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest())
        attached.update(hashlib.sha256(octets).digest())
    return Materials(
        templates=Templates(sources, campaign.unsubscribe.url),
        attachments=tuple(attachment(name, octets) for name, octets in files),
        attached=attached.digest() if files else b"",
        source=source_hash(campaign),
    )


def source_hash(campaign: Campaign) -> str:
    """The hash over the campaign's file and every file that it names, in hexadecimal.

    Of the campaign's own file its values count, without ``[pace]``: whoever finds that it goes too fast must be able to
    slow it down, and go on.

    Raises:
        UserError: One of them cannot be read.
    """
    values = tomllib.loads(_template(campaign.path))
    values.pop("pace", None)
    whole = hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode("utf-8", "surrogatepass"))
    for path in _files(campaign):
        one = hashlib.sha256()
        with open_regular(path) as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    one.update(chunk)
            except OSError as error:
                raise UserError(_unreadable(path, error)) from None
        whole.update(one.digest())
    return whole.hexdigest()


def _files(campaign: Campaign) -> Iterator[Path]:
    message = campaign.message
    yield campaign.recipients.path
    yield from (path for path in (message.text, message.html) if path is not None)
    yield from message.attachments
    yield from campaign.suppress


def _template(path: Path) -> str:
    octets = _octets(path, _MOST_TEMPLATE)
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        sentence = text("{path}:{line}: this is not UTF-8. Save the template as UTF-8.", path=str(path), line=line)
        raise UserError(sentence) from None


def _octets(path: Path, most: int) -> bytes:
    pieces, size = [], 0
    with open_regular(path) as stream:
        try:
            while chunk := stream.read(_CHUNK):
                pieces.append(chunk)
                size += len(chunk)
                if size > most:
                    raise UserError(
                        text("{path} is larger than {most} MiB. Make it smaller.", path=str(path), most=most >> 20)
                    )
        except OSError as error:
            raise UserError(_unreadable(path, error)) from None
    return b"".join(pieces)


def _unreadable(path: Path, error: OSError) -> Text:
    return text(
        "{path} cannot be read: {reason}. Look at its name and its permissions.",
        path=str(path),
        reason=error.strerror or "input/output error",
    )
