"""Bounces in words: what mail systems and the Japanese carriers write for people.

Each form is found by a sentence of its own and read line by line. Only lines that name a recipient the way the form
does make a statement; a text that names nobody in such a place says nothing about anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hiyari.delivery.bounce.addresses import clean, first_address
from hiyari.delivery.bounce.bounce import Action, Form, Statement
from hiyari.delivery.bounce.dsn import MOST_RECIPIENTS
from hiyari.delivery.bounce.reply_text import read_reply

_MOST_LINES: Final = 2000
_MOST_BLOCK: Final = 30
"""Lines that belong to one recipient."""
_RETURNED: Final = re.compile(
    r"(?:[>\s-]*(?:Return-Path|Received|Message-ID|DKIM-Signature|MIME-Version):\s)|"
    r"-{2,} ?(?:Below this line is|This is a copy of|Original message|Message header|The header of|Returned|"
    r"(?:Undelivered|Unsent) message)|-{3,} ?元のメッセージ",
    re.IGNORECASE,
)
"""Where what came back begins: addresses behind it are not the bounce's."""
_ONLY_ADDRESS: Final = re.compile(
    r"[*・>-]?[ \t]{0,4}(?:(?:To|Recipient|宛先|あて先)[:：])?[ \t]{0,4}(<?[^\s<>]{1,320}>?)[ \t]{0,4}[:;,.]?"  # noqa: RUF001
)
"""A line that holds nothing but an address, once stripped; two runs of spaces of any length would cost a square."""
_ADDRESS_THEN: Final = re.compile(r"\s*<([^<>]{1,320})>(?: \((?:expanded|generated) from <?[^<>()]{1,320}>?\))?:?(.*)")
_DELAY: Final = re.compile(
    r"transient non-fatal|not (?:yet )?been delivered to one or more of its recipients after more than|"
    r"delayed|still be(?:ing)? (?:re)?tried|will (?:keep|continue) (?:re)?try|do not need to resend|"
    r"warning: could not send|遅延|遅れて",
    re.IGNORECASE,
)
_FAILURE: Final = re.compile(
    r"(?:could|can) ?not be (?:delivered|reached)|couldn.t be delivered|undeliver(?:able|ed)|unable to deliver|"
    r"delivery (?:has )?fail|was not delivered|did not (?:receive|reach)|(?:was|were) rejected by|"
    r"permanent(?:ly)? (?:fatal )?(?:error|fail)|returned to (?:sender|you)|failed address|"
    r"not able to deliver|failure (?:notice|delivery)|"
    r"(?:配信|送信|配送|送達|お届け|届ける|届け).{0,12}(?:できません|できない|でき ?ず|失敗|不能)|宛先不明|あて先不明|"
    r"(?:存在しない|見つかりません|見つからない)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Form:
    """One form: the sentence that it is known by, and how its recipients are read."""

    form: Form
    mark: re.Pattern[str]
    read: Callable[[Sequence[str]], Iterator[tuple[str, str]]]
    """From lines to recipients, each with the text about it."""


def read_text(text: str, *, plain: bool) -> list[Statement]:
    """The statements of a text.

    Args:
        text: The readable part of a message.
        plain: Whether the message is known to come from a mail system, so that words without a form are read, too.
    """
    lines = _own_lines(text)
    together = "\n".join(lines)
    action = Action.DELAYED if _DELAY.search(together) and not _PERMANENT.search(together) else Action.FAILED
    for one in _FORMS:
        if (one.form is not Form.PLAIN or plain) and one.mark.search(together):
            found = [_statement(recipient, about, action, one.form) for recipient, about in one.read(lines)]
            if found:
                return _once(found)[:MOST_RECIPIENTS]
    return []


def returned_ids(text: str) -> list[str]:
    """Message-IDs that stand in a text as header lines: the bounce holds what came back as text."""
    return [found[1] for found in _MESSAGE_ID.finditer(text)][:10]


_MESSAGE_ID: Final = re.compile(r"^[>\s]{0,20}Message-ID:[ \t]*(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_PERMANENT: Final = re.compile(
    r"permanent|giving up|have failed|could not be delivered|returned to sender", re.IGNORECASE
)


def _own_lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n")[:_MOST_LINES]:
        if _RETURNED.match(line):
            break
        lines.append(line[:1000].rstrip())
    return lines


def _once(statements: list[Statement]) -> list[Statement]:
    """One statement for each recipient: the first that has a reply, else the first."""
    best: dict[str | None, Statement] = {}
    for one in statements:
        if one.recipient not in best or (best[one.recipient].code is None and one.code is not None):
            best[one.recipient] = one
    return list(best.values())


def _statement(recipient: str, about: str, action: Action, form: Form) -> Statement:
    said = read_reply(about)
    return Statement(
        action=action,
        recipient=recipient,
        phase=said.phase,
        code=said.code,
        enhanced=said.enhanced,
        said=said.text,
        mx=said.mx,
        form=form,
    )


def _brackets(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``<a@example.jp>: text`` up to a blank line: Postfix, qmail."""
    for number, line in enumerate(lines):
        found = _ADDRESS_THEN.fullmatch(line)
        address = clean(found[1]) if found else None
        if found and address:
            yield address, "\n".join([found[2], *_block(lines, number + 1)])


def _indented(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """An address alone on a line, and the text about it below: Exim."""
    for number, line in enumerate(lines):
        address = _alone(line) if line[:1] in " \t" else None
        if address:
            yield address, "\n".join(_block(lines, number + 1))


def _sendmail(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The addresses below the heading, each with its reason, else with what the transcript says of it."""
    transcript = _transcript(lines)
    inside = False
    for number, line in enumerate(lines):
        if "-----" in line:
            inside = "addresses had" in line
            continue
        address = _alone(line) if inside else None
        if address:
            reason = "\n".join(_block(lines, number + 1))
            yield address, "\n".join(filter(None, (reason, transcript)))


def _transcript(lines: Sequence[str]) -> str:
    """The last command and its reply."""
    start = next((number for number, line in enumerate(lines) if "Transcript of session" in line), len(lines))
    talk = [line for line in lines[start + 1 :] if line.strip()][:_MOST_BLOCK]
    last = max((number for number, line in enumerate(talk) if line.startswith(">>>")), default=0)
    return "\n".join([*(line for line in talk[:last] if "while talking" in line), *talk[last : last + 3]])


def _exchange(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``a@example.jp on 2026-01-02 03:04`` or an address alone; the diagnostic stands below, or behind a ``#``."""
    for number, line in enumerate(lines):
        whole = line.strip()
        found = re.fullmatch(r"'?(\S{3,320}@\S{1,255}?)'? on \S.{0,60}", whole)
        address = clean(found[1]) if found else _alone(line)
        if address:
            yield address, "\n".join(_block(lines, number + 1))


def _intermail(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``Recipient: <a@docomo.ne.jp>`` and ``Reason: 550 ...``, or a sentence above the addresses: the carriers."""
    heading = ""
    for number, line in enumerate(lines):
        address = _alone(line) or _leading(line)
        if address is None:
            heading = line.strip() or heading
            continue
        rest = line.partition(">")[2].lstrip(": \t")
        below = "\n".join(_block(lines, number + 1))
        # The heading is the diagnosis where the line below the address has no reply of its own.
        yield address, "\n".join(part for part in (rest, below, heading) if part)


def _anywhere(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Any address that stands alone below a sentence of failure, or in a line with a refusal."""
    told = ""
    for number, line in enumerate(lines):
        address = _alone(line) or _leading(line)
        if address and told:
            below = _block(lines, number + 1)
            yield address, "\n".join([line.partition(address)[2].lstrip(">: \t"), *below, told])
            continue
        if _FAILURE.search(line):
            told = line.strip()
        if _REFUSAL.search(line):
            address = first_address(line)
            if address:
                yield address, line


def _alone(line: str) -> str | None:
    found = _ONLY_ADDRESS.fullmatch(line.strip())
    return clean(found[1]) if found and "@" in line else None


def _leading(line: str) -> str | None:
    found = re.match(r"\s*<([^<>\s]{3,320})>", line)
    return clean(found[1]) if found else None


def _block(lines: Sequence[str], start: int) -> list[str]:
    """What stands below an address until a blank line or the next address."""
    block: list[str] = []
    for line in lines[start : start + _MOST_BLOCK]:
        if not line.strip() or "-----" in line or _alone(line) or _ADDRESS_THEN.fullmatch(line):
            break
        block.append(line.strip())
    return block


_REFUSAL: Final = re.compile(r"(?<![\w.])5\d\d[ -]")
_CARRIER: Final = re.compile(
    r"The user\(s\) account is|Each of the following recipients was rejected|"
    r"The following recipients? did not receive|Your message was not delivered to the following|"
    r"Your message was not delivered within",
    re.IGNORECASE,
)
_FORMS: Final = (
    _Form(Form.QMAIL, re.compile(r"This is the \S{0,20}qmail|qmail-send program", re.IGNORECASE), _brackets),
    _Form(
        Form.POSTFIX, re.compile(r"This is the (?:\S{1,40} program|mail system) at host|The Postfix program"), _brackets
    ),
    _Form(Form.EXIM, re.compile(r"created automatically by (?:the )?mail delivery (?:software|system)"), _indented),
    _Form(Form.SENDMAIL, re.compile(r"-{3,} ?The following addresses had|Transcript of session follows"), _sendmail),
    _Form(Form.CARRIER, _CARRIER, _intermail),
    _Form(
        Form.EXCHANGE,
        re.compile(
            r"did not reach some or all of the intended recipients|recipient\(s\) (?:could not|cannot) be reached|"
            r"Delivery has failed to these recipients|Diagnostic information for administrators",
            re.IGNORECASE,
        ),
        _exchange,
    ),
    _Form(Form.PLAIN, _FAILURE, _anywhere),
)


def with_phase(statement: Statement, told: Sequence[Statement]) -> Statement:
    """A report's statement with what the words beside it say more: Postfix tells the phase only there."""
    beside = next((one for one in told if one.recipient == statement.recipient), None)
    if beside is None or beside.code != statement.code:
        return statement
    return replace(statement, phase=statement.phase or beside.phase, mx=statement.mx or beside.mx)
