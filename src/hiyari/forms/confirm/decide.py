"""Where canaries came out, and what that proves: a pure function over what was recorded.

A canary inside one header line, or in the body, proves nothing. It proves HEADER where it begins a line of its own in a
header section, COMMAND where the mark ran or the option stands by itself, and a choice of recipients where it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hiyari.forms.confirm.canaries import Carried, Trial
from hiyari.forms.confirm.mails import Mail, Recipient, decodings, header_fields
from hiyari.forms.confirm.plausible import TOKEN, VISITOR
from hiyari.forms.confirm.uploads import shown_name
from hiyari.forms.evidence import Ability, Caught
from hiyari.locale.translate import printable

SHOWN = 160
BREAKS = {b"\r\n": "CRLF", b"\n": "LF", b"\r": "CR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One canary that came out of place in one run."""

    carried: Carried
    where: str
    shown: bytes
    breaks: str | None = None
    owner: bool = False
    """ADDRESS, LIST: whether another mail of the same run went to nobody whom a canary names."""
    repeats: bool = False
    """ADDRESS, LIST: whether that mail holds what stood in other fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What all runs together prove."""

    caught: tuple[Caught, ...] = ()
    repeats: bool = False
    fixed: bool = False
    """Whether a visitor's address gets mail, one at a time and with a text that the visitor has no part in."""


def hits(carried: Sequence[Carried], mails: Sequence[Mail], marks: frozenset[int]) -> tuple[Hit, ...]:
    """What one run shows about the canaries that it carried."""
    return tuple(hit for one in carried for hit in _hits(one, carried, mails, marks))


def _hits(one: Carried, others: Sequence[Carried], mails: Sequence[Mail], marks: frozenset[int]) -> Iterator[Hit]:
    match one.canary.trial:
        case Trial.ADDRESS | Trial.LIST:
            yield from _addressed(one, others, mails)
        case Trial.BREAK:
            yield from (hit for mail in mails for hit in _broken(one, mail))
        case Trial.SHELL:
            if one.number in marks:
                yield Hit(carried=one, where="command line", shown=one.value)
        case Trial.OPTION:
            for mail in mails:
                words = [word for word in mail.options if word.startswith(one.option)]
                yield from (Hit(carried=one, where="command line", shown=word) for word in words[:1])


def _addressed(one: Carried, others: Sequence[Carried], mails: Sequence[Mail]) -> Iterator[Hit]:
    named = [other for other in others if other.canary.trial in {Trial.ADDRESS, Trial.LIST}]
    owner = any(not any(_is(other, recipient) for other in named for recipient in mail.recipients) for mail in mails)
    for mail in mails:
        for recipient in mail.recipients:
            if _is(one, recipient):
                repeats = _repeats(one, others, mail)
                yield Hit(carried=one, where=recipient.where, shown=recipient.shown, owner=owner, repeats=repeats)
                break


def _is(one: Carried, recipient: Recipient) -> bool:
    """Whether a recipient is a field's canary: by SMTP also a list in the place of one, which a server may refuse."""
    listed = one.canary.trial is Trial.LIST and recipient.where == "envelope"
    return one.is_address(recipient.address) or (listed and one.value == recipient.address)


def _repeats(one: Carried, others: Sequence[Carried], mail: Mail) -> bool:
    """Whether text from another field stands in the subject, the body or the recipients' names."""
    subject = b"\n".join(value for name, value in header_fields(mail.header) if name in {b"subject", b"to"})
    text = b"\n".join((subject, mail.body, *decodings(subject), *decodings(mail.body)))
    if TOKEN.encode("ascii") in text:
        return True
    return any(other.number != one.number and re.search(rb"[cd]q%s@" % other.word, text) for other in others)


def speaks(mail: Mail) -> bool:
    """Whether something that an honest visitor wrote stands anywhere in a mail."""
    text = b"\n".join((mail.header, mail.body, *decodings(mail.header), *decodings(mail.body)))
    told = any(VISITOR in one.address or TOKEN.encode("ascii") in one.address for one in mail.recipients)
    return told or VISITOR in text or TOKEN.encode("ascii") in text


def _broken(one: Carried, mail: Mail) -> Iterator[Hit]:
    """The injected field as a line of its own in the header section, and what stands before it."""
    found = re.search(rb"(\r\n|\n|\r)(" + one.injected + rb"\b[^\r\n]{0,200})", mail.header)
    if found is not None:
        yield Hit(
            carried=one, where=found[2].partition(b":")[0].decode("ascii"), shown=found[2], breaks=BREAKS[found[1]]
        )


def proved(found: Sequence[Hit]) -> Proved:
    """What the hits of all runs prove, field by field."""
    caught: list[Caught] = []
    numbers = sorted({hit.carried.number for hit in found})
    chosen = [[hit for hit in found if hit.carried.number == number] for number in numbers]
    fixed = False
    for of_field in chosen:
        proves = list(_caught(of_field))
        caught += proves
        fixed |= bool(_hit(of_field, Trial.ADDRESS)) and not proves
    return Proved(caught=tuple(caught), repeats=any(_autoreply(of_field) for of_field in chosen), fixed=fixed)


def _caught(found: Sequence[Hit]) -> Iterator[Caught]:
    """What one field proves."""
    commands = [hit for hit in found if hit.carried.canary.trial in {Trial.SHELL, Trial.OPTION}]
    yield from (_one(Ability.COMMAND, hit) for hit in commands[:1])
    breaks = {hit.breaks: hit for hit in reversed(found) if hit.carried.canary.trial is Trial.BREAK}
    yield from (_one(Ability.HEADER, breaks[name]) for name in ("CRLF", "LF", "CR") if name in breaks)
    lists = _hit(found, Trial.LIST)
    yield from (_one(Ability.RECIPIENT, hit) for hit in lists[:1])
    replies = _autoreply(found)
    yield from (_one(Ability.AUTOREPLY, hit) for hit in replies[:1])


def _autoreply(found: Sequence[Hit]) -> list[Hit]:
    """Mail to the visitor's own address that repeats the visitor's text.

    Where several addresses pass, it is one only beside the mail to the owner: else it is a form that mails anyone.
    """
    several = bool(_hit(found, Trial.LIST))
    return [hit for hit in _hit(found, Trial.ADDRESS) if hit.repeats and (hit.owner or not several)]


def _hit(found: Sequence[Hit], trial: Trial) -> list[Hit]:
    return [hit for hit in found if hit.carried.canary.trial is trial]


def _one(ability: Ability, hit: Hit) -> Caught:
    return Caught(
        ability=ability,
        field=printable(shown_name(hit.carried.field.name).decode("utf-8", "backslashreplace"), 64),
        where=hit.where,
        breaks=hit.breaks if ability is Ability.HEADER else None,
        shown=printable(hit.shown.decode("utf-8", "backslashreplace"), SHOWN),
    )
