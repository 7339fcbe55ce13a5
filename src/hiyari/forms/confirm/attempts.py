"""Ways to fill in a form so that it sends its mail, from the likeliest to the least: as pure values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hiyari.forms.confirm.fields import STEERING, Field, HtmlForm
from hiyari.forms.confirm.plausible import is_honeypot, plausible

SENDS = re.compile(rb"send|submit|exec|complete|thank|finish|mail|post|do|go|ok|regist", re.IGNORECASE)
BACK = re.compile("back|return|cancel|edit|reset|戻|修正|取消|クリア".encode() + rb"|\x96\xdf|\x8f\x43\x90\xb3", re.IGNORECASE)
SUBMIT = re.compile(rb"submit|send|btn|button|soushin", re.IGNORECASE)
TWIN = re.compile(rb"[_\-]?(?:confirmation|confirm|conf|check|chk|kakunin|again|verify|retype|re|2)\Z|\A(?:re|confirm|check|conf)[_\-]?", re.IGNORECASE)
MAX_VARIANTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way to fill in and send a form."""

    method: str
    look_first: bool
    """Whether the page is loaded before, for its hidden tokens and cookies."""
    values: Mapping[bytes, bytes]


def attempts(fields: Sequence[Field], charset: str, method: str = "POST") -> Iterator[Attempt]:
    """Fill in everything; leave out what may be a trap; load the page first; steer it otherwise; use the other method."""
    everything = {field.name: _value(field, charset) for field in _sent(fields)}
    wary = {field.name: everything[field.name] for field in _sent(fields) if not is_honeypot(field, charset)}
    bases = [everything] if wary == everything else [everything, wary]
    steered = list(_steered(fields, everything))[:MAX_VARIANTS]
    other = "GET" if method == "POST" else "POST"
    for values in (*bases, *steered):
        yield Attempt(method=method, look_first=False, values=values)
    for values in (*bases, *steered):
        yield Attempt(method=method, look_first=True, values=values)
    yield Attempt(method=method, look_first=False, values={field.name: everything[field.name] for field in fields if field.declared})
    for values in (*bases, *steered[:3]):
        yield Attempt(method=other, look_first=False, values=values)


def follow_up(forms: Sequence[HtmlForm], script: str) -> Mapping[bytes, bytes] | None:
    """What to send next where an answer holds a form that leads back to the script with what was written; else None."""
    for form in forms:
        name = form.action.split("?", 1)[0].rsplit("/", 1)[-1]
        hidden = [field for field in form.fields if field.kind == "hidden"]
        if hidden and name in {"", script, "#"}:
            buttons = [field for field in form.fields if field.kind == "submit" and not BACK.search(field.name + field.value)]
            return {field.name: field.value for field in (*form.fields, *buttons[:1]) if field.kind != "submit" or field in buttons[:1]}
    return None


def twins(fields: Sequence[Field]) -> Mapping[bytes, bytes]:
    """Fields that must repeat another (mail and mail_confirm): the name of the other for each."""
    names = {field.name for field in fields}
    stems = {name: TWIN.sub(b"", name) for name in names}
    return {name: stem for name, stem in stems.items() if stem != name and stem in names}


def _sent(fields: Sequence[Field]) -> list[Field]:
    """The fields that one click sends: one button, and not the one that leads back."""
    buttons = [field for field in fields if field.kind == "submit"]
    pressed = next((field for field in buttons if not BACK.search(field.name + field.value)), None)
    return [field for field in fields if field.kind not in {"submit", "reset", "button"} or field is pressed]


def _value(field: Field, charset: str) -> bytes:
    steers = field.name.decode("latin-1").lower() in STEERING or SUBMIT.search(field.name)
    if steers and field.compared and not field.value:
        return next((value for value in field.compared if SENDS.search(value)), field.compared[0])
    if steers and not field.value and field.kind != "select":
        return b"send"
    return plausible(field, charset)


def _steered(fields: Sequence[Field], everything: Mapping[bytes, bytes]) -> Iterator[dict[bytes, bytes]]:
    """Variants in which one field has another of the values that it is compared with, those that sound like sending first."""
    pairs = [(field, value) for field in fields for value in field.compared if value != everything.get(field.name)]
    for field, value in sorted(pairs, key=lambda pair: SENDS.search(pair[1]) is None):
        yield {**everything, field.name: value}
    for field in fields:
        if field.kind == "submit" and field.name not in everything:
            yield {**everything, field.name: field.value}
