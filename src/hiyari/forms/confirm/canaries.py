"""Canaries: values that show, by where they come out, what a visitor controls.

Every field carries its own number, in addresses of the reserved domain hiyari.invalid, so that one mail tells which
field brought which canary where.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hiyari.forms.confirm.fields import Field
from hiyari.forms.confirm.plausible import encoded, plausible

DOMAIN = "hiyari.invalid"
MAX_DOMAINS = 3
DOMAINS = re.compile(rb"@\\?((?:[a-z0-9\-]{1,40}\\?\.){1,4}[a-z]{2,10})\b", re.IGNORECASE)


DECODES = re.compile(rb"base64_decode|decode_base64|b64decode|decode64|atob\b|'base64'|base64 -d")


class Trial(StrEnum):
    """What kind of canary a run carries."""

    ADDRESS = "address"
    """A plain address."""
    LIST = "list"
    """Two addresses with a comma between them."""
    BREAK = "break"
    """A line break and a Bcc field."""
    SHELL = "shell"
    """A command for a shell."""
    OPTION = "option"
    """An option for sendmail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One way to write a canary; ``{n}`` is the field's number, ``{value}`` a plausible value."""

    trial: Trial
    template: str
    breaks: str | None = None
    """BREAK: which line break it carries."""
    base64: bool = False
    """Whether it is written in Base64, for a script that decodes it."""


SHELL = (
    "{value};/m/{n};",
    "{value}$(/m/{n})",
    "{value}`/m/{n}`",
    "{value}|/m/{n}",
    "{value}';/m/{n};'",
    '{value}";/m/{n};"',
    "{value}\n/m/{n}\n",
)
FIRST = (
    Canary(trial=Trial.ADDRESS, template="c{n}@hiyari.invalid"),
    Canary(trial=Trial.LIST, template="c{n}@hiyari.invalid,d{n}@hiyari.invalid"),
    Canary(trial=Trial.BREAK, template="{value}\r\nBcc: c{n}@hiyari.invalid", breaks="CRLF"),
    Canary(trial=Trial.BREAK, template="{value}\nBcc: c{n}@hiyari.invalid", breaks="LF"),
    *(Canary(trial=Trial.SHELL, template=template) for template in SHELL[:2]),
    Canary(trial=Trial.OPTION, template="-X/tmp/c{n}"),
    Canary(trial=Trial.OPTION, template="{value} -X/tmp/c{n}"),
)
"""One or two of each kind: a field that refuses them all takes nothing but what it is to hold."""
FURTHER = (
    Canary(trial=Trial.BREAK, template="{value}\rBcc: c{n}@hiyari.invalid", breaks="CR"),
    Canary(trial=Trial.BREAK, template="{value}%0ABcc: c{n}@hiyari.invalid", breaks="LF"),
    Canary(trial=Trial.BREAK, template="guest\r\nX-Hiyari: c{n}@hiyari.invalid", breaks="CRLF"),
    Canary(trial=Trial.BREAK, template="guest\nX-Hiyari: c{n}@hiyari.invalid", breaks="LF"),
    Canary(trial=Trial.LIST, template="guest c{n}@hiyari.invalid d{n}@hiyari.invalid"),
    Canary(trial=Trial.BREAK, template="{value}\r\n\r\nX-Hiyari: c{n}@hiyari.invalid", breaks="CRLF"),
    Canary(trial=Trial.BREAK, template="{value}\nX-Hiyari: c{n}@hiyari.invalid", breaks="LF"),
    *(Canary(trial=Trial.SHELL, template=template) for template in SHELL[2:]),
    Canary(trial=Trial.OPTION, template='"c{n}\\"\\ -X/tmp/c{n}\\ d"@hiyari.invalid'),
)
"""Tried after the first."""


def canaries(source: bytes) -> tuple[Canary, ...]:
    """What to try on a script: also addresses that look like the domains it names, as its checks may want them."""
    found = (match[1].replace(b"\\", b"").decode("ascii").lower() for match in DOMAINS.finditer(source))
    domains = [domain for domain in dict.fromkeys(found) if not domain.endswith(DOMAIN)][:MAX_DOMAINS]
    coded = (replace(one, base64=True) for one in FIRST[:4]) if DECODES.search(source) else ()
    return (*FIRST, *coded, *(canary for domain in domains for canary in _alike(domain)), *FURTHER)


def _alike(domain: str) -> Iterator[Canary]:
    """Foreign addresses that a check for a domain may let pass."""
    yield Canary(trial=Trial.ADDRESS, template=f"c{{n}}@{domain}.hiyari.invalid")
    yield Canary(trial=Trial.LIST, template=f"c{{n}}@hiyari.invalid,d{{n}}@{domain}")
    yield Canary(trial=Trial.LIST, template=f"d{{n}}@{domain},c{{n}}@hiyari.invalid")
    yield Canary(trial=Trial.BREAK, template=f"guest\nBcc: c{{n}}@hiyari.invalid,d{{n}}@{domain}", breaks="LF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A canary in one field of one run."""

    field: Field
    number: int
    canary: Canary
    value: bytes

    def is_address(self, address: bytes) -> bool:
        """Whether an address is this canary's, and not one of the script's own domains."""
        pattern = rb"[cd]%d@(?:[a-z0-9.\-]{1,100}\.)?hiyari\.invalid" % self.number
        return re.fullmatch(pattern, address.strip().lower()) is not None

    @property
    def injected(self) -> bytes:
        """BREAK: what begins the line of its own, as a pattern."""
        return rb"(?:Bcc|X-Hiyari): c%d@hiyari\.invalid" % self.number

    @property
    def option(self) -> bytes:
        """OPTION: the argument of its own."""
        return b"-X/tmp/c%d" % self.number


def carried(
    fields: Sequence[Field], numbers: Sequence[int], canary: Canary, charset: str, values: Mapping[bytes, bytes]
) -> tuple[Carried, ...]:
    """The canary in each of some fields, by their places in the whole form; ``values`` are an honest visitor's."""
    return tuple(
        Carried(field=field, number=number, canary=canary, value=_value(field, number, canary, charset, values))
        for field, number in zip(fields, numbers, strict=True)
    )


def _value(field: Field, number: int, canary: Canary, charset: str, values: Mapping[bytes, bytes]) -> bytes:
    before, found, after = canary.template.replace("{n}", str(number)).partition("{value}")
    honest = values.get(field.name) or plausible(field, charset)
    value = encoded(before, charset) + (honest if found else b"") + encoded(after, charset)
    return b64encode(value) if canary.base64 else value
