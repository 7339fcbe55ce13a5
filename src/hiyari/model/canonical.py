"""Values as canonical JSON, and the digest over it by which a plan is named.

Two equal values give the same octets on every machine and in every version of Python; a sentence counts by its message
and parameters, not by the reader's language. A kind of value that is not known here is a TypeError: nothing is left
out of a digest silently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from hiyari.model.text import Text


def canonical_digest(**parts: object) -> str:
    """SHA-256 over the canonical JSON of the named parts, in hexadecimal.

    Raises:
        TypeError: Something in them has no canonical form.
    """
    canonical = json.dumps(plain(parts), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def plain(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    """The value in what JSON can hold; dataclasses as a list that begins with their name.

    Raises:
        TypeError: It has no canonical form.
    """
    match value:
        case Text():
            return [value.message, plain(value.params), value.count]
        case Enum():
            return value.value
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case tuple() | list():
            return [plain(one) for one in value]
        case datetime():
            return value.isoformat()
        case str() | int() | float() | None:
            return value
        case _ if is_dataclass(value):
            return [type(value).__name__, *(plain(getattr(value, one.name)) for one in fields(value))]
        case _:
            raise TypeError(value)
