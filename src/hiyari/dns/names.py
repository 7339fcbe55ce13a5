"""Domain names as people write them on a command line, made into names as DNS holds them."""

from __future__ import annotations

from hiyari.model.error import UserError
from hiyari.model.text import text
from hiyari.model.written import parse_name


def parse_domain(written: str) -> str:
    """A domain in lower-case A-labels without the final dot.

    Raises:
        UserError: No such name can exist in DNS.
    """
    name = parse_name(written.strip(), underscore=True)
    if name is None:
        sentence = text(
            '"{written}" is not a domain name. Write one like example.jp, without a scheme or an @.', written=written
        )
        raise UserError(sentence)
    return name
