"""Ways to fill in a form so that it sends its mail, from the likeliest to the least: as pure values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hiyari.forms.confirm.fields import STEERING, Field, HtmlForm
from hiyari.forms.confirm.plausible import SENTENCE, VISITOR, encoded, is_address, is_honeypot, plausible
from hiyari.forms.confirm.uploads import without_files

SENDS = re.compile(rb"send|submit|exec|complete|thank|finish|mail|post|do|go|ok|regist", re.IGNORECASE)
BACK = re.compile(
    "back|return|cancel|edit|reset|戻|修正|取消|クリア".encode() + rb"|\x96\xdf|\x8f\x43\x90\xb3", re.IGNORECASE
)
SUBMIT = re.compile(
    rb"\A(?:\w{0,20}submit\w{0,20}|send|btn\w{0,20}|button\w{0,20}|soushin|send[_\-]?(?:mail|form|it|btn))\Z",
    re.IGNORECASE,
)
HURRIES = re.compile(
    rb"\A(?:" + b"|".join(sorted(name.encode() for name in STEERING)) + rb"|go|ok|submit|confirm|exec|regist(?:er)?)\Z",
    re.IGNORECASE,
)
TWIN = re.compile(
    rb"[_\-]?(?:confirmation|confirm|conf|check|chk|kakunin|again|verify|retype|re|2)\Z|\A(?:re|confirm|check|conf)[_\-]?",
    re.IGNORECASE,
)
MAX_VARIANTS = 8
MESSAGE = re.compile(rb"message|body|text|comment|content|honbun|naiyou|note|inquiry|enquiry|question", re.IGNORECASE)
ADDRESSES = re.compile(rb"[A-Za-z0-9._+\-]{1,64}\\?@(?:[A-Za-z0-9\-]{1,40}\.){1,4}[A-Za-z]{2,10}")
KEYS = re.compile(
    rb"['\"]([\w\-]{1,30})['\"]\s{0,8}(?:=>|:(?!:))|\b([A-Za-z]\w{0,29})\s{0,12}=>|\[\s{0,3}['\"]?([\w\-]{1,30})['\"]?\s{0,3}\]="
    rb"|[(\[,]\s{0,8}['\"]([\w\-]{1,30})['\"]\s{0,8}(?=[,)\]])|^\s{0,20}([a-z][\w\-]{0,29})\)",
    re.MULTILINE,
)
HEADERS = frozenset(
    {b"From", b"To", b"Cc", b"Bcc", b"Subject", b"Reply-To", b"Content-Type", b"SMTP", b"Type", b"Data"}
)
JSON = re.compile(rb"json_decode|JSON\.parse|json\.loads?\b|JSON::|decode_json|request\.json|express\.json")


class Referer(StrEnum):
    """What page a visit says that it comes from."""

    PAGE = "page"
    """The form's own."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a script may compare values with."""

    addresses: tuple[bytes, ...] = ()
    keys: tuple[bytes, ...] = ()
    """Keys of its tables, and short words of its lists."""
    json: bool = False
    """Whether it reads JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way to fill in and send a form."""

    method: str
    look_first: bool
    """Whether the page is loaded before, for its hidden tokens and cookies."""
    values: Mapping[bytes, bytes]
    referer: Referer = Referer.PAGE
    json: bool = False
    """Whether the body is a JSON object instead of a form."""
    multipart: bool = False
    """Whether the body is multipart/form-data, with files."""
    door: str | None = None
    """The script that is visited before, for its cookies and its form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a form is sent, as pages and other scripts declare it."""

    multipart: bool = False
    doors: tuple[str, ...] = ()
    """Scripts that lead to it."""


def attempts(
    fields: Sequence[Field], charset: str, words: Words, method: str = "POST", *, shape: Shape | None = None
) -> Iterator[Attempt]:
    """Ways to fill in and send a form.

    Come through other scripts; send files, and choose none; fill in everything; leave out what may be a trap; load the
    page first; steer it otherwise; write what the script compares values with; come from nowhere; use the other
    method; send JSON.
    """
    everything = {field.name: _value(field, charset) for field in _sent(fields)}
    wary = {field.name: everything[field.name] for field in _sent(fields) if not is_honeypot(field, charset)}
    bases = [everything] if wary == everything else [everything, wary]
    steered = list(_steered(fields, everything))[:MAX_VARIANTS]
    other = "GET" if method == "POST" else "POST"
    shape = shape or Shape()
    files = shape.multipart or any(field.kind == "file" for field in fields)
    for door in shape.doors:
        for values in bases:
            yield Attempt(method=method, look_first=False, values=values, multipart=files, door=door)
    if files:
        yield from _with_files((*bases, *steered[:3]))
    for values in (*bases, *steered):
        yield Attempt(method=method, look_first=False, values=values)
    for values in (*bases, *steered):
        yield Attempt(method=method, look_first=True, values=values)
    declared = {field.name: everything[field.name] for field in _sent(fields) if field.declared}
    if declared and declared != everything:
        yield Attempt(method=method, look_first=False, values=declared)
    unhurried = {name: value for name, value in everything.items() if not _hurries(name)}
    if unhurried != everything:
        yield Attempt(method=method, look_first=False, values=unhurried)
    fitting = list(_fitting(fields, everything, words, charset))[: 2 * MAX_VARIANTS]
    for values in fitting:
        yield Attempt(method=method, look_first=False, values=values)
    for values in (everything, *fitting[:2]):
        yield Attempt(method=method, look_first=False, values=values, referer=Referer.NONE)
    for values in (*bases, *steered[:3], *fitting):
        yield Attempt(method=other, look_first=False, values=values)
    if words.json:
        for values in (*bases, *steered[:3], *fitting):
            yield Attempt(method="POST", look_first=False, values=values, json=True)


def _with_files(choices: Sequence[Mapping[bytes, bytes]]) -> Iterator[Attempt]:
    for look_first in (False, True):
        for values in choices:
            yield Attempt(method="POST", look_first=look_first, values=values, multipart=True)
    for values in choices[:2]:
        if (none := without_files(values)) != values:
            yield Attempt(method="POST", look_first=False, values=none, multipart=True)


def words_in(source: bytes) -> Words:
    """The addresses and words in a script's source that may open its way."""
    found = (match[0].replace(b"\\", b"") for match in ADDRESSES.finditer(source))
    keys = (next(word for word in match.groups() if word is not None) for match in KEYS.finditer(source))
    return Words(
        addresses=tuple(dict.fromkeys(found))[:4],
        keys=tuple(key for key in dict.fromkeys(keys) if key not in HEADERS)[:MAX_VARIANTS],
        json=JSON.search(source) is not None,
    )


def _hurries(name: bytes) -> bool:
    """Whether a field may skip steps of a form: the name of a button, or of the step itself."""
    return SUBMIT.search(name) is not None or HURRIES.search(name) is not None


def _fitting(
    fields: Sequence[Field], everything: Mapping[bytes, bytes], words: Words, charset: str
) -> Iterator[dict[bytes, bytes]]:
    """Variants with values that the script itself names: its addresses where one belongs, its words elsewhere."""
    wanting = [field.name for field in fields if is_address(field, charset)]
    open_ones = [name for name, value in everything.items() if value == encoded(SENTENCE, charset)]
    for address in words.addresses:
        yield {**everything, **dict.fromkeys(wanting, address)}
    short = [name for name in open_ones if not MESSAGE.search(name)]
    if short:
        yield {**everything, **dict.fromkeys(short, VISITOR)}
    for name in open_ones:
        yield from ({**everything, name: key} for key in (*words.keys[:3], b"1")[:3])
    for key in (*words.keys, b"1", b"0"):
        yield {**everything, **dict.fromkeys(open_ones, key)}


def leads_on(form: HtmlForm) -> bool:
    """Whether a form that an answer holds is a further step: with what was written, or with nothing left to write."""
    hidden = any(field.kind == "hidden" for field in form.fields)
    return hidden or all(field.kind in {"submit", "button", "reset"} for field in form.fields)


def filled_in(form: HtmlForm) -> dict[bytes, bytes]:
    """What a click sends of a further step as it stands there: with one button, and not the one that leads back."""
    buttons = [field for field in form.fields if field.kind == "submit" and not BACK.search(field.name + field.value)]
    return {
        field.name: field.value
        for field in form.fields
        if field.kind == "hidden"
        or field in buttons[:1]
        or (field.value and field.kind not in {"submit", "button", "reset"})
    }


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
    """Variants in which one field has another of the values that it is compared with, sending first."""
    pairs = [(field, value) for field in fields for value in field.compared if value != everything.get(field.name)]
    for field, value in sorted(pairs, key=lambda pair: SENDS.search(pair[1]) is None):
        yield {**everything, field.name: value}
    for field in fields:
        if field.kind == "submit" and field.name not in everything:
            yield {**everything, field.name: field.value}
