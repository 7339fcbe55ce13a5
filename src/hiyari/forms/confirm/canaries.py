"""Canaries: values that show, by where they come out, what a visitor controls.

Every field carries its own word, in addresses of domains that are reserved (RFC 2606), so that one mail tells which
field brought which canary where. They are short and of letters alone, under a short top-level domain: what a form's
check of addresses refuses shows nothing.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hiyari.forms.confirm.fields import Field
from hiyari.forms.confirm.plausible import encoded, plausible
from hiyari.forms.confirm.words import word

DOMAIN = "hiyari.test"
OTHER_DOMAINS = ("example.net", "example.org", "example.jp")
"""Reserved too (the last by JPRS), for checks that know a top-level domain by its length or name."""
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
    """One way to write a canary; ``{n}`` is the field's `word`, ``{value}`` a plausible value."""

    trial: Trial
    template: str
    breaks: str | None = None
    """BREAK: which line break it carries."""
    base64: bool = False
    """Whether it is written in Base64, for a script that decodes it."""
    domain: str = DOMAIN
    """ADDRESS, LIST: addresses here are nobody's but the visitor's."""
    instead: bool = False
    """Whether it is another shape, for fields of addresses that took none of this kind yet."""


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
    Canary(trial=Trial.ADDRESS, template="cq{n}@hiyari.test"),
    Canary(trial=Trial.LIST, template="cq{n}@hiyari.test,dq{n}@hiyari.test"),
    Canary(trial=Trial.BREAK, template="{value}\r\nBcc: cq{n}@hiyari.test", breaks="CRLF"),
    Canary(trial=Trial.BREAK, template="{value}\nBcc: cq{n}@hiyari.test", breaks="LF"),
    *(Canary(trial=Trial.SHELL, template=template) for template in SHELL[:2]),
    Canary(trial=Trial.OPTION, template="-X/tmp/cq{n}"),
    Canary(trial=Trial.OPTION, template="{value} -X/tmp/cq{n}"),
)
"""One or two of each kind: a field that refuses them all takes nothing but what it is to hold."""
FURTHER = (
    Canary(trial=Trial.BREAK, template="{value}\rBcc: cq{n}@hiyari.test", breaks="CR"),
    Canary(trial=Trial.BREAK, template="{value}%0ABcc: cq{n}@hiyari.test", breaks="LF"),
    Canary(trial=Trial.BREAK, template="guest\r\nX-Hiyari: cq{n}@hiyari.test", breaks="CRLF"),
    Canary(trial=Trial.BREAK, template="guest\nX-Hiyari: cq{n}@hiyari.test", breaks="LF"),
    Canary(trial=Trial.LIST, template="guest cq{n}@hiyari.test dq{n}@hiyari.test"),
    Canary(trial=Trial.BREAK, template="{value}\r\n\r\nX-Hiyari: cq{n}@hiyari.test", breaks="CRLF"),
    Canary(trial=Trial.BREAK, template="{value}\nX-Hiyari: cq{n}@hiyari.test", breaks="LF"),
    *(Canary(trial=Trial.SHELL, template=template) for template in SHELL[2:]),
    Canary(trial=Trial.OPTION, template='"cq{n}\\"\\ -X/tmp/cq{n}\\ d"@hiyari.test'),
)
"""Tried after the first."""


def canaries(source: bytes) -> tuple[Canary, ...]:
    """What to try on a script: also addresses that look like the domains it names, as its checks may want them."""
    found = (match[1].replace(b"\\", b"").decode("ascii").lower() for match in DOMAINS.finditer(source))
    domains = [domain for domain in dict.fromkeys(found) if not domain.endswith(DOMAIN)]
    coded = (replace(one, base64=True) for one in FIRST[:4]) if DECODES.search(source) else ()
    alike = (canary for domain in domains[:MAX_DOMAINS] for canary in _alike(domain))
    return (*FIRST, *_instead(domains), *coded, *alike, *FURTHER)


def _instead(own: Sequence[str]) -> Iterator[Canary]:
    """Plain addresses and lists at other domains, which are not the script's own."""
    for domain in OTHER_DOMAINS:
        if domain not in own:
            yield Canary(trial=Trial.ADDRESS, template=f"cq{{n}}@{domain}", domain=domain, instead=True)
            yield Canary(trial=Trial.LIST, template=f"cq{{n}}@{domain},dq{{n}}@{domain}", domain=domain, instead=True)


def _alike(domain: str) -> Iterator[Canary]:
    """Foreign addresses that a check for a domain may let pass."""
    yield Canary(trial=Trial.ADDRESS, template=f"cq{{n}}@{domain}.hiyari.test")
    yield Canary(trial=Trial.LIST, template=f"cq{{n}}@hiyari.test,dq{{n}}@{domain}")
    yield Canary(trial=Trial.LIST, template=f"dq{{n}}@{domain},cq{{n}}@hiyari.test")
    yield Canary(trial=Trial.BREAK, template=f"guest\nBcc: cq{{n}}@hiyari.test,dq{{n}}@{domain}", breaks="LF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A canary in one field of one run."""

    field: Field
    number: int
    canary: Canary
    value: bytes

    def is_address(self, address: bytes) -> bool:
        """Whether an address is this canary's, and not one of the script's own domains."""
        domain = re.escape(self.canary.domain.encode("ascii"))
        pattern = rb"[cd]q%s@(?:[a-z0-9.\-]{1,100}\.)?%s" % (self.word, domain)
        return re.fullmatch(pattern, address.strip().lower()) is not None

    @property
    def injected(self) -> bytes:
        """BREAK: what begins the line of its own, as a pattern."""
        return rb"(?:Bcc|X-Hiyari): cq%s@hiyari\.test" % self.word

    @property
    def option(self) -> bytes:
        """OPTION: the argument of its own."""
        return b"-X/tmp/cq%s" % self.word

    @property
    def word(self) -> bytes:
        """The field's word."""
        return word(self.number).encode("ascii")


def carried(
    fields: Sequence[Field], numbers: Sequence[int], canary: Canary, charset: str, values: Mapping[bytes, bytes]
) -> tuple[Carried, ...]:
    """The canary in each of some fields, by their places in the whole form; ``values`` are an honest visitor's."""
    return tuple(
        Carried(field=field, number=number, canary=canary, value=_value(field, number, canary, charset, values))
        for field, number in zip(fields, numbers, strict=True)
    )


def _value(field: Field, number: int, canary: Canary, charset: str, values: Mapping[bytes, bytes]) -> bytes:
    template = canary.template.replace("/m/{n}", "mark-{n}") if field.kind == "file" else canary.template
    before, found, after = template.replace("{n}", word(number)).partition("{value}")
    honest = values.get(field.name) or plausible(field, charset)
    if field.kind == "file" and canary.trial in {Trial.BREAK, Trial.SHELL}:  # a name keeps its ending
        stem, dot, ending = honest.partition(b".")
        honest, after = stem, after + (dot + ending).decode("latin-1")
    value = encoded(before, charset) + (honest if found else b"") + encoded(after, charset)
    return b64encode(value) if canary.base64 else value
