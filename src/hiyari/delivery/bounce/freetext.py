"""Bounces in words: what mail systems and the Japanese carriers write for people.

Each form is found by a sentence of its own and read line by line. Only lines that name a recipient the way the form
does make a statement; a text that names nobody in such a place says nothing about anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from hiyari.delivery.bounce.addresses import clean, first_address
from hiyari.delivery.bounce.bounce import Action, Form, Statement
from hiyari.delivery.bounce.dsn import MOST_RECIPIENTS
from hiyari.delivery.bounce.reply_text import read_reply

_MOST_LINES: Final = 2000
_MOST_BELOW: Final = 30
"""Lines that belong to one recipient."""
_RETURNED: Final = re.compile(
    r"(?:[>\s-]*(?:Return-Path|Received|Message-ID|DKIM-Signature|MIME-Version):\s)|"
    r"-{2,} ?(?:Below this line is|This is a copy of|Original message|Message header|The header of|Returned|"
    r"(?:Undelivered|Unsent) message)|-{3,} ?元のメッセージ",
    re.IGNORECASE,
)
"""Where what came back begins: addresses behind it are not the bounce's."""
_MESSAGE_ID: Final = re.compile(r"^[>\s]{0,20}Message-ID:[ \t]*(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_ONLY_ADDRESS: Final = re.compile(
    r"[*・>-]?[ \t]{0,4}(?:(?:To|Recipient|宛先|あて先)[:：])?[ \t]{0,4}(<?[^\s<>]{1,320}>?)[ \t]{0,4}[:;,.]?"  # noqa: RUF001
)
"""A line that holds nothing but an address, once stripped; two runs of spaces of any length would cost a square."""
_ADDRESS_THEN: Final = re.compile(r"<([^<>]{1,320})>(?: \((?:expanded|generated) from <?[^<>()]{1,320}>?\))?:?(.*)")
_WARNING: Final = re.compile(
    r"transient non-fatal|this is a warning only|not yet been delivered|after more than .{1,30} on the queue|"
    r"still be(?:ing)? (?:re)?tried|will be retried|will (?:keep|continue) (?:re)?try|do not need to resend|"
    r"delivery attempts will continue|warning: could not send|再送(?:中|を続け)",
    re.IGNORECASE,
)
_DELAY: Final = re.compile(r"delayed|遅延|遅れて", re.IGNORECASE)
_PERMANENT: Final = re.compile(
    r"permanent|giving up|have failed|could not be delivered|returned to sender|できません", re.IGNORECASE
)
_FAILURE: Final = re.compile(
    r"(?:could|can) ?not be (?:delivered|reached)|couldn.t be delivered|undeliver(?:able|ed)|unable to deliver|"
    r"delivery (?:has )?fail|was not delivered|did not (?:receive|reach)|(?:was|were) rejected by|"
    r"permanent(?:ly)? (?:fatal )?(?:error|fail)|returned to (?:sender|you)|failed address|not able to deliver|"
    r"failure (?:notice|delivery)|"
    r"(?:配信|送信|配送|送達|お届け|届ける|届け).{0,12}(?:できません|できない|でき ?ず|失敗|不能)|"
    r"宛先不明|あて先不明|(?:存在しない|見つかりません|見つからない)",
    re.IGNORECASE,
)
_REFUSAL: Final = re.compile(r"(?<![\w.])5\d\d[ -]")
_CARRIER: Final = re.compile(
    r"The user\(s\) account is|Each of the following recipients was rejected|"
    r"The following recipients? did not receive|Your message was not delivered (?:to the following|within)",
    re.IGNORECASE,
)
_EXCHANGE: Final = re.compile(
    r"did not reach some or all of the intended recipients|recipient\(s\) (?:could not|cannot) be reached|"
    r"Delivery has failed to these recipients|Diagnostic information for administrators",
    re.IGNORECASE,
)


class _Block(NamedTuple):
    """What a text says about one recipient."""

    recipient: str
    about: str
    """The text about this one."""
    around: str = ""
    """What stands around it: for the phase and the server, where the text does not tell them."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One form: the sentence that it is known by, and how its recipients are read."""

    form: Form
    mark: re.Pattern[str]
    read: Callable[[Sequence[str]], Iterator[_Block]]


def read_text(text: str, *, plain: bool) -> list[Statement]:
    """The statements of a text.

    Args:
        text: The readable part of a message.
        plain: Whether the message is known to come from a mail system, so that words without a form are read, too.
    """
    lines = _own_lines(text)
    together = " ".join(" ".join(lines).split())
    action = _action(together)
    for one in _FORMS:
        if (one.form is not Form.PLAIN or plain) and one.mark.search(together):
            found = [_statement(block, action, one.form) for block in one.read(lines)]
            if found:
                return _once(found)[:MOST_RECIPIENTS]
    return []


def returned_ids(text: str) -> list[str]:
    """Message-IDs that stand in a text as header lines: the bounce holds what came back as text."""
    return [found[1] for found in _MESSAGE_ID.finditer(text)][:10]


def with_phase(statement: Statement, told: Sequence[Statement]) -> Statement:
    """A report's statement with what the words beside it say more: Postfix tells the phase only there."""
    beside = next((one for one in told if one.recipient == statement.recipient), None)
    if beside is None or beside.code != statement.code:
        return statement
    return replace(statement, phase=statement.phase or beside.phase, mx=statement.mx or beside.mx)


def _own_lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n")[:_MOST_LINES]:
        if _RETURNED.match(line):
            break
        lines.append(line[:1000].rstrip())
    return lines


def _action(together: str) -> Action:
    """A warning is no failure: to take it for one would let the same be sent again."""
    if _WARNING.search(together) and "permanent fatal error" not in together:
        return Action.DELAYED
    return Action.DELAYED if _DELAY.search(together) and not _PERMANENT.search(together) else Action.FAILED


def _once(statements: list[Statement]) -> list[Statement]:
    """One statement for each recipient: the first that has a reply, else the first."""
    best: dict[str | None, Statement] = {}
    for one in statements:
        if one.recipient not in best or (best[one.recipient].code is None and one.code is not None):
            best[one.recipient] = one
    return list(best.values())


def _statement(block: _Block, action: Action, form: Form) -> Statement:
    said, around = read_reply(block.about), read_reply(block.around)
    return Statement(
        action=action,
        recipient=block.recipient,
        phase=said.phase or around.phase,
        code=said.code,
        enhanced=said.enhanced,
        said=said.text,
        mx=said.mx or around.mx,
        form=form,
    )


# --- forms -----------------------------------------------------------------------------------------------------------


def _brackets(lines: Sequence[str]) -> Iterator[_Block]:
    """``<a@example.jp>: text`` up to a blank line: Postfix, qmail."""
    for number, line in enumerate(lines):
        found = _ADDRESS_THEN.fullmatch(line)
        address = clean(found[1]) if found else None
        if found and address:
            yield _Block(address, "\n".join([found[2], *_below(lines, number)]))


def _indented(lines: Sequence[str]) -> Iterator[_Block]:
    """An address alone on a line, and the text about it below: Exim."""
    for number, line in enumerate(lines):
        address = _alone(line) if line[:1] in " \t" else None
        if address:
            yield _Block(address, "\n".join(_below(lines, number)))


def _sendmail(lines: Sequence[str]) -> Iterator[_Block]:
    """The addresses below the heading, each with its reason, else with what the transcript says of it."""
    transcript = _transcript(lines)
    permanent = any("had permanent fatal" in line for line in lines)
    inside = False
    for number, line in enumerate(lines):
        if "-----" in line:
            # Of two lists, the one of delays is no failure's.
            inside = "addresses had" in line and ("permanent" in line or not permanent)
            continue
        address = _alone(line) if inside else None
        if address:
            yield _Block(address, "\n".join(_below(lines, number)) or transcript, transcript)


def _transcript(lines: Sequence[str]) -> str:
    """The last command and the replies to it."""
    start = next((number for number, line in enumerate(lines) if "Transcript of session" in line), len(lines))
    talk = [line for line in lines[start + 1 :] if line.strip()][:_MOST_BELOW]
    last = max((number for number, line in enumerate(talk) if line.startswith(">>>")), default=0)
    replies = [line.removeprefix("<<<") for line in talk[last + 1 :] if line.startswith("<<<")]
    return "\n".join([*(line for line in talk[:last] if "while talking" in line), *talk[last : last + 1], *replies])


def _exchange(lines: Sequence[str]) -> Iterator[_Block]:
    """``a@example.jp on 2026-01-02 03:04`` or an address alone; the diagnostic stands below."""
    for number, line in enumerate(lines):
        found = re.fullmatch(r"'?(\S{3,320}@\S{1,255}?)'? on \S.{0,60}", line.strip())
        address = clean(found[1]) if found else _alone(line)
        if address:
            yield _Block(address, "\n".join(_below(lines, number)))


def _carrier(lines: Sequence[str]) -> Iterator[_Block]:
    """``Recipient: <a@docomo.ne.jp>`` and ``Reason: 550 ...``, or a sentence above the addresses: the carriers."""
    first = next((number for number, line in enumerate(lines) if _alone(line) or _leading(line)), 0)
    heading = " ".join(line.strip() for line in lines[:first][:_MOST_BELOW])
    for number, line in enumerate(lines[first:], first):
        address = _alone(line) or _leading(line)
        if address is None:
            continue
        beside = line.partition(">")[2].lstrip(": \t")
        about = "\n".join(part for part in (beside, *_below(lines, number)) if part)
        yield _Block(address, about or heading, heading)


def _anywhere(lines: Sequence[str]) -> Iterator[_Block]:
    """Any address that stands alone below a sentence of failure, or in a line with a refusal."""
    told = False
    # Where nothing is said about one of them, what the whole text says is about all.
    whole = " ".join(line.strip() for line in lines[:_MOST_BELOW])
    for number, line in enumerate(lines):
        address = _alone(line) or _leading(line)
        if address and told:
            beside = line.partition(address)[2].lstrip(">: \t")
            about = "\n".join(part for part in (beside, *_below(lines, number)) if part)
            yield _Block(address, about or whole)
            continue
        told = told or _FAILURE.search(line) is not None
        address = first_address(line) if _REFUSAL.search(line) else None
        if address:
            yield _Block(address, line)


def _alone(line: str) -> str | None:
    found = _ONLY_ADDRESS.fullmatch(line.strip())
    return clean(found[1]) if found and "@" in line else None


def _leading(line: str) -> str | None:
    found = re.match(r"\s*<([^<>\s]{3,320})>", line)
    return clean(found[1]) if found else None


def _below(lines: Sequence[str], number: int) -> list[str]:
    """What stands below an address, up to a blank line or the next address, which is indented no deeper."""
    depth = _depth(lines[number])
    block: list[str] = []
    for line in lines[number + 1 : number + 1 + _MOST_BELOW]:
        another = _depth(line) <= depth and (_alone(line) or _ADDRESS_THEN.fullmatch(line.strip()))
        if not line.strip() or "-----" in line or another:
            break
        block.append(line.strip())
    return block


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


_FORMS: Final = (
    _Form(Form.QMAIL, re.compile(r"This is the \S{0,20}qmail|qmail-send program", re.IGNORECASE), _brackets),
    _Form(Form.POSTFIX, re.compile(r"This is the (?:\S{1,40} program|mail system) at host"), _brackets),
    _Form(Form.EXIM, re.compile(r"created automatically by (?:the )?mail delivery (?:software|system)"), _indented),
    _Form(Form.SENDMAIL, re.compile(r"-{3,} ?The following addresses had|Transcript of session follows"), _sendmail),
    _Form(Form.CARRIER, _CARRIER, _carrier),
    _Form(Form.EXCHANGE, _EXCHANGE, _exchange),
    _Form(Form.PLAIN, _FAILURE, _anywhere),
)
"""The first that is known by its sentence and names somebody; plain words come last."""
