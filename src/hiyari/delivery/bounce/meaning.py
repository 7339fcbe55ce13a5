"""What a statement means. The same words mean different things by carrier, phase and date, so all three are asked.

What the server said is read by `carriers.knowledge`; what the reporting mail system says on its own account (no server
replied: no such host, given up) is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from hiyari.carriers.knowledge import Knowledge, Meaning
from hiyari.carriers.provider import OTHER, About, Provider
from hiyari.carriers.reason import ABOUT_THE_ADDRESS, Reason
from hiyari.delivery.address import key_of, parse_address
from hiyari.delivery.bounce.bounce import Action, Bounce, Notice, Statement
from hiyari.smtp.reply import Phase

_SKEW: Final = timedelta(days=1)
"""How far in the future a bounce's date may lie before it is not believed."""
_EARLIEST: Final = 1990
_OWN_WORDS: Final = (
    (
        Reason.EXPIRED,
        (
            r"(?:message|delivery|retry|queue).{0,30}(?:expired|time-?out exceeded|too long)|not delivered within|"
            r"giving up after|been in the queue too long|配送期限|保管期限"
        ),
    ),
    (
        Reason.HOST_UNKNOWN,
        (
            r"host (?:or domain name )?(?:not found|unknown)|unknown host|unrouteable mail domain|"
            r"no such (?:host|domain)|"
            r"find any host|non-?existent hosts|domain .{0,60}(?:not found|does not exist)|nullMX|null MX|"
            r"ドメイン.{0,20}(?:存在しません|見つかりません)"
        ),
    ),
    (
        Reason.NETWORK,
        (
            r"connection (?:timed out|refused|reset)|network (?:is )?unreachable|no route to host|lost connection|"
            r"establish an smtp connection|timed? ?out while|not responding"
        ),
    ),
    (Reason.MAILBOX_FULL, r"容量.{0,20}(?:超|不足|いっぱい)|(?:メールボックス|受信箱).{0,12}(?:いっぱい|満杯)"),
    (Reason.FILTERED, r"受信.{0,6}(?:拒否|制限)|拒否(?:設定|され)|迷惑メール.{0,12}設定"),
    (Reason.SUSPENDED, r"(?:利用|契約|アカウント).{0,8}(?:停止|解約|中断)"),
    (
        Reason.USER_UNKNOWN,
        (
            r"unrouteable address|no mailbox here by that name|no such (?:user|recipient)|user (?:is )?unknown|"
            r"unknown user|"
            r"RecipNotFound|e-?mail account does not exist|invalid recipient|"
            r"(?:宛先|あて先|ユーザ|アドレス).{0,24}(?:存在しません|見つかりません|存在しない|不明)|(?:宛先|あて先)不明"
        ),
    ),
)
_PATTERNS: Final = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _OWN_WORDS)
_OWN_SOURCE: Final = "what the reporting mail system says itself"


def own_date(statement: Statement, notice: Notice, now: datetime) -> datetime | None:
    """The bounce's own date: of the last attempt, else of the message; None where neither can be true."""
    for found in (statement.at, notice.at):
        if found is not None and found.year >= _EARLIEST and found <= now + _SKEW:
            return found
    return None


def judge(statement: Statement, notice: Notice, known: Knowledge, now: datetime, lane: str | None = None) -> Bounce:
    """A statement with its meaning.

    Args:
        statement: What was said.
        notice: The message that says it, for its date.
        known: What replies mean.
        now: The present moment, for what has no date.
        lane: The ledger's lane of the delivery that it is about, once that is known: it is grouped by MX.
    """
    date = own_date(statement, notice, now)
    at = date or now
    if statement.action in {Action.DELIVERED, Action.RELAYED, Action.EXPANDED}:
        return _bounce(statement, _undefined(()), at, hard=False, dated=date is not None)
    provider = _provider(statement, known, lane)
    meaning = _meaning(statement, provider, known, at)
    names = meaning.about is About.NAMED and bool(meaning.addresses)
    other = names and not _same(meaning.addresses, statement, known)
    hard = (
        statement.action is Action.FAILED
        and meaning.reason in ABOUT_THE_ADDRESS
        and not other
        and (statement.code or 550) >= 500
        and (statement.enhanced or "5")[0] == "5"
    )
    return _bounce(statement, meaning, at, hard=hard, dated=date is not None)


def written_key(address: str, known: Knowledge) -> str | None:
    """The recipient key of an address as it is written; None where it is no address."""
    parsed = parse_address(address)
    return key_of(parsed, known) if parsed is not None else None


def _bounce(statement: Statement, meaning: Meaning, at: datetime, *, hard: bool, dated: bool) -> Bounce:
    return Bounce(
        statement=statement,
        reason=meaning.reason,
        hard=hard,
        about=meaning.about,
        addresses=meaning.addresses,
        source=meaning.source,
        at=at,
        dated=dated,
    )


def _provider(statement: Statement, known: Knowledge, lane: str | None) -> Provider:
    """Whose reply it is: by the server that gave it, else by the delivery's lane, else by the recipient's domain."""
    if statement.mx and (found := known.by_exchanger(statement.mx)) is not None:
        return found
    if lane is not None:
        return known.provider(lane)
    parsed = parse_address(statement.original or statement.recipient or "")
    return (known.by_domain(parsed.domain) if parsed is not None else None) or known.other


def _meaning(statement: Statement, provider: Provider, known: Knowledge, at: datetime) -> Meaning:
    told = _undefined(())
    for said in _readings(statement):
        told = _in_phases(statement, said, provider, known, at)
        if told.reason is not Reason.UNDEFINED:
            break
    own = None if told.source in _sources(provider) else _own_words(statement, told)
    # Without a code no server replied: these are the reporting system's words.
    if own is not None and (statement.code is None or told.reason is Reason.UNDEFINED):
        about = About.RECIPIENT if own in ABOUT_THE_ADDRESS else told.about
        return Meaning(reason=own, about=about, addresses=told.addresses, source=_OWN_SOURCE)
    if told.reason is Reason.UNDEFINED and statement.action is Action.FAILED and _transient(statement):
        # A permanent end of a temporary refusal: the time was over.
        return Meaning(reason=Reason.EXPIRED, about=About.TRANSACTION, addresses=told.addresses, source=_OWN_SOURCE)
    return told


def _own_words(statement: Statement, told: Meaning) -> Reason | None:
    """What the words mean that are nobody's reply; what somebody is called says nothing."""
    said = statement.said
    for address in told.addresses:
        said = said.replace(address, "")
    return next((reason for reason, pattern in _PATTERNS if pattern.search(said)), None)


def _readings(statement: Statement) -> Iterable[str]:
    """The text alone first: it knows more than a status that a mail system chose for it."""
    yield statement.said
    if statement.enhanced and statement.enhanced not in statement.said:
        yield f"{statement.enhanced} {statement.said}"


def _in_phases(statement: Statement, said: str, provider: Provider, known: Knowledge, at: datetime) -> Meaning:
    """The meaning in its phase; where the phase is not told, what holds in all phases, else undefined."""
    code = statement.code or (450 if _transient(statement) else 550)
    if statement.phase:
        return known.read(provider, statement.phase, code, said, at)
    both = [known.read(provider, phase.value, code, said, at) for phase in (Phase.RCPT, Phase.FINAL_DOT)]
    # What the carrier itself is known for goes before what receivers in general mean by such words.
    candidates = [one for one in both if one.source in _sources(provider)] or both
    if len({one.reason for one in candidates}) > 1:
        # The source stays: the carrier is known for these words, and nobody else's meaning counts instead.
        return _undefined(candidates[0].addresses, candidates[0].source)
    # The narrowest of them: about the named address alone.
    return next((one for one in candidates if one.about is About.NAMED), candidates[0])


def _sources(provider: Provider) -> frozenset[str]:
    """Where a provider's own rules are known from."""
    return frozenset() if provider.id == OTHER else frozenset(rule.source for rule in provider.replies)


def _transient(statement: Statement) -> bool:
    if statement.code is not None:
        return statement.code < 500
    return (statement.enhanced or "5")[0] == "4"


def _same(addresses: Iterable[str], statement: Statement, known: Knowledge) -> bool:
    own = {written_key(one, known) for one in (statement.recipient, statement.original) if one}
    return not own or not own.isdisjoint(written_key(one, known) for one in addresses)


def _undefined(addresses: tuple[str, ...], source: str = "") -> Meaning:
    return Meaning(reason=Reason.UNDEFINED, about=About.TRANSACTION, addresses=addresses, source=source)
