"""Macro strings (RFC 7208 section 7): parsed once with the record, expanded per sender.

    macro-string     = *( macro-expand / macro-literal )
    macro-expand     = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
    macro-literal    = %x21-24 / %x26-7E
    macro-letter     = "s" / "l" / "o" / "d" / "i" / "p" / "h" / "c" / "r" / "t" / "v"
    transformers     = *DIGIT [ "r" ]
    delimiter        = "." / "-" / "+" / "," / "/" / "_" / "="
    domain-spec      = macro-string domain-end
    domain-end       = ( "." toplabel [ "." ] ) / macro-expand

The letter ``p`` needs DNS, so an expansion is given the validated name of the client from outside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from hiyari.model.text import Remote, Text, text

_PART: Final = re.compile(
    r"(?P<literal>[\x21-\x24\x26-\x7e]+)"
    r"|%(?P<escape>[%_-])"
    r"|%\{(?P<letter>[slodiphcrtv])(?P<digits>[0-9]*)(?P<reverse>r?)(?P<delimiters>[.+,/_=-]*)\}",
    re.IGNORECASE,
)
_TOP_LABEL: Final = re.compile(r"(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])", re.IGNORECASE)
_ESCAPES: Final = {"%": "%", "_": " ", "-": "%20"}
_EXPLANATION_ONLY: Final = frozenset("crt")
MAX_NAME: Final = 253
"""Octets of a domain name in text (RFC 1035 section 2.3.4)."""


class MacroError(Exception):
    """A macro string that the grammar does not allow; carries the sentence for a person."""

    def __init__(self, detail: Text) -> None:
        super().__init__(detail.message)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Macro:
    """One ``%{...}``: what it stands for and how it is cut."""

    letter: str
    """Lower case."""
    keep: int
    """Right-hand parts to keep; 0 keeps all."""
    reverse: bool
    delimiters: str
    escape: bool
    """The letter was upper case: the value is escaped for a URL (section 7.3)."""

    def expand(self, values: Mapping[str, str]) -> str:
        """The value, split, turned round, cut and joined with dots as section 7.3 says."""
        value = values[self.letter]
        if self.keep or self.reverse or self.delimiters != ".":
            parts = re.split(f"[{re.escape(self.delimiters)}]", value)
            if self.reverse:
                parts.reverse()
            value = ".".join(parts[-self.keep :])
        return quote(value, safe="~") if self.escape else value


@dataclass(frozen=True, slots=True)
class MacroString:
    """A parsed macro string: literals and macros in order."""

    source: str
    parts: tuple[str | Macro, ...]

    @property
    def constant(self) -> bool:
        """Whether it is the same for every sender."""
        return not any(isinstance(part, Macro) for part in self.parts)

    @property
    def needs_ptr(self) -> bool:
        """Whether ``p`` stands in it, which costs PTR and address look-ups."""
        return any(isinstance(part, Macro) and part.letter == "p" for part in self.parts)

    def expand(self, values: Mapping[str, str]) -> str:
        """Put the values of one sender in; ``values`` has every macro letter that stands in the string."""
        return "".join(part if isinstance(part, str) else part.expand(values) for part in self.parts)


def parse_macros(source: str, *, explanation: bool = False) -> MacroString:
    """Parse a macro string.

    Args:
        source: The text, without spaces unless it is an explanation.
        explanation: True for the text behind ``exp=``, where spaces and the letters c, r and t are allowed.

    Raises:
        MacroError: At the first place that the grammar does not allow.
    """
    parts: list[str | Macro] = []
    at = 0
    while at < len(source):
        if explanation and source[at] == " ":
            parts.append(" ")
            at += 1
            continue
        found = _PART.match(source, at)
        if found is None:
            raise MacroError(text("{place} is no valid macro", place=Remote(source[at : at + 20])))
        parts.append(_part(found, explanation=explanation))
        at = found.end()
    return MacroString(source, tuple(parts))


def parse_domain_spec(source: str) -> MacroString:
    """Parse a domain-spec: a macro string that ends in a top label or a macro.

    Raises:
        MacroError: When it is empty, not a macro string, or its last label cannot be a top-level domain.
    """
    spec = parse_macros(source)
    if not spec.parts:
        raise MacroError(text("the domain is missing"))
    last = spec.parts[-1]
    if isinstance(last, Macro) or source.endswith(("%%", "%_", "%-")):
        return spec
    head, dot, top = source.removesuffix(".").rpartition(".")
    if not dot or not _TOP_LABEL.fullmatch(top) or (not head and len(spec.parts) == 1):
        raise MacroError(text("{name} is no domain name that can exist", name=Remote(source)))
    return spec


def fit(name: str) -> str:
    """Take labels off the left until the name fits into 253 octets (section 7.3); lower case, no final dot."""
    name = name.removesuffix(".").lower()
    while len(name) > MAX_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def _part(found: re.Match[str], *, explanation: bool) -> str | Macro:
    if found["literal"] is not None:
        return found["literal"]
    if found["escape"] is not None:
        return _ESCAPES[found["escape"]]
    letter = found["letter"].lower()
    if letter in _EXPLANATION_ONLY and not explanation:
        raise MacroError(text("the macro {macro} is allowed in explanations only", macro=Remote(found[0])))
    # Labels are at most 127, so longer digits mean the same as 999.
    keep = int(found["digits"][:3] or 0)
    if found["digits"] and keep == 0:
        raise MacroError(text("the macro {macro} keeps no labels at all", macro=Remote(found[0])))
    return Macro(
        letter=letter,
        keep=keep,
        reverse=bool(found["reverse"]),
        delimiters=found["delimiters"] or ".",
        escape=found["letter"].isupper(),
    )
