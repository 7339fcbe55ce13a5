"""What an honest visitor would write into a field, guessed from its name: values that checks of honest forms let pass.

The owner of the values is imaginary. Free text holds a token by which a mail that repeats it is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hiyari.forms.confirm.fields import Field

VISITOR = b"hanako@example.net"
"""The visitor's address, where no canary stands in its place: short, of letters, as checks of addresses want them."""
TOKEN = "hiyaritoken"
"""Part of every free text of a visitor."""
SENTENCE = f"これはテストです。This is a message from {TOKEN}, please answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Values for fields whose names a pattern finds."""

    pattern: re.Pattern[str]
    value: str


def _guess(pattern: str, value: str) -> Guess:
    return Guess(pattern=re.compile(pattern, re.IGNORECASE), value=value)


GUESSES = (
    _guess(
        r"mail|\bto\b|^to$|recipient|rcpt|friend|sender|^cc$|^bcc$|sendto|^from$|reply|address_?to|メール|アドレス",
        VISITOR.decode("ascii"),
    ),
    _guess(r"kana|furi|カナ|フリガナ", "ヤマダ ハナコ"),
    _guess(r"hira|ふりがな", "やまだ はなこ"),
    _guess(r"tel|phone|fax|mobile|keitai|denwa|電話", "03-1234-5678"),
    _guess(r"zip|post_?code|postal|yubin|郵便", "100-0001"),
    _guess(r"pref|todofuken|都道府県", "東京都"),
    _guess(r"addr|jusho|住所|city|street", "東京都千代田区1-2-3"),
    _guess(r"url|website|homepage|^hp$|link", "https://www.visitor.example/"),
    _guess(r"date|birthday|hiduke|日付", "2026-04-01"),
    _guess(r"^year|nen$", "1990"),
    _guess(r"age$|^age|^num|number|count|quantity|month|day|hour|amount|price|^id$|_id$|nenrei|年齢", "3"),
    _guess(r"subject|title|kenmei|件名", f"お問い合わせ {TOKEN}"),
    _guess(r"name|namae|onamae|sei$|mei$|氏名|名前", f"山田花子 {TOKEN}"),
    _guess(r"agree|accept|privacy|doui|consent|check|同意|copy|^cc_?me|send_?copy|newsletter", "1"),
    _guess(r"lang", "ja"),
)
HONEYPOT = re.compile(
    r"honey|^hp|hp$|trap|bot|website|homepage|url|nickname|fax|leave_?(?:this_?)?(?:blank|empty)|dummy", re.IGNORECASE
)


def plausible(field: Field, charset: str) -> bytes:
    """A value for a field, in the form's character set."""
    if field.kind in {"hidden", "submit", "file", "file part"} and field.value:
        return field.value
    if field.kind in {"checkbox", "radio"}:
        return field.value or b"on"
    if field.choices:
        return next((choice for choice in field.choices if choice.strip()), field.choices[0])
    name = _name(field, charset)
    if field.kind == "textarea":
        return encoded(SENTENCE, charset)
    if field.kind == "email":
        return VISITOR
    guess = next((guess.value for guess in GUESSES if guess.pattern.search(name)), SENTENCE)
    return encoded(guess, charset)


def is_honeypot(field: Field, charset: str) -> bool:
    """Whether a field may be one that a visitor must leave empty."""
    return HONEYPOT.search(_name(field, charset)) is not None


def is_address(field: Field, charset: str) -> bool:
    """Whether a field takes a mail address."""
    return field.kind == "email" or plausible(field, charset) == VISITOR


def encoded(value: str, charset: str) -> bytes:
    """Text in the form's character set; what it cannot hold is left out."""
    return value.encode(charset, "ignore")


def _name(field: Field, charset: str) -> str:
    return field.name.decode(charset, "replace")


def charset_of(*octets: bytes) -> str:
    """The character set that forms are sent in, as pages and scripts declare it or are written in."""
    for one in octets:
        found = re.search(rb"charset\s{0,3}=\s{0,3}['\"]?([A-Za-z0-9_\-]{3,20})", one[: 1 << 20])
        name = _python_name(found[1].decode("ascii")) if found is not None else None
        if name is not None:
            return name
    joined = b"".join(one[: 1 << 18] for one in octets)
    for candidate in ("utf-8", "cp932", "euc_jp"):
        try:
            joined.decode(candidate)
        except UnicodeDecodeError:
            continue
        return candidate
    return "utf-8"


def _python_name(name: str) -> str | None:
    known = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}
    known |= {"euc-jp": "euc_jp", "x-euc-jp": "euc_jp", "utf-8": "utf-8", "utf8": "utf-8"}
    return known.get(name.lower())
