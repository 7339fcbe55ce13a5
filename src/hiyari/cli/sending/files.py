"""Reads the campaign's file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hiyari.carriers.knowledge import Knowledge
from hiyari.delivery.campaign import Campaign
from hiyari.delivery.campaign_file import parse_campaign
from hiyari.delivery.recipients.source import open_regular
from hiyari.model.error import UserError
from hiyari.model.text import text

_MOST: Final = 1024 * 1024


def read_campaign(path: Path, known: Knowledge) -> Campaign:
    """The campaign.

    Raises:
        UserError: The file cannot be read, or has mistakes.
    """
    with open_regular(path) as stream:
        octets = stream.read(_MOST + 1) or b""
    try:
        source = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        sentence = text("{path}:{line}: this is not UTF-8. Save the file as UTF-8.", path=str(path), line=line)
        raise UserError(sentence) from None
    return parse_campaign(source, path, known)
