"""What the events of a delivery prove, and what not: was it delivered, and is the address good?

Rules for this file: a sentence never says more than its evidence. What may have been delivered is never called *not
delivered*, and an address is bad only by an answer that is believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from hiyari.delivery.ledger.hindrance import HindranceKind, read_hindrance
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.telling.case import DECIDED, AlarmRow, Case, Cause, cause_of, has_open_question, is_unbelieved
from hiyari.delivery.telling.happened import moment
from hiyari.model.text import Remote, Text, ntext, text
from hiyari.smtp.reply import Phase


def proof(case: Case) -> Iterator[Text]:
    """Sentences about *delivered*, then about the address."""
    yield from _delivered(case)
    if case.delivery.delivered is Delivered.NO and _tried_since(case):
        yield text("That is the last attempt. An earlier one may have delivered it all the same.")
    yield from _address(case)


def _delivered(case: Case) -> Iterator[Text]:
    delivery = case.delivery
    match delivery.state:
        case State.WAITING | State.DEFERRED | State.EXPIRED | State.CANCELLED:
            yield from _not_accepted(case)
        case State.SENDING:
            yield text(
                "Delivered: may be. The promise is written and the outcome is not: the message is on its way now, or "
                "its sender has died."
            )
        case State.ACCEPTED:
            yield _accepted(case)
        case State.REFUSED:
            yield _refused(case)
        case State.DOUBTED | State.UNCERTAIN:
            yield from _near_miss(case)
        case State.SUPPRESSED:
            yield _suppressed(case)
        case _:
            assert_never(delivery.state)


def _tried_since(case: Case) -> bool:
    """Whether the question was left open by an attempt before the last decision to send it again."""
    again = [place for place, one in enumerate(case.events) if one.move is Move.QUEUED_AGAIN]
    return bool(again) and has_open_question(case.events[: again[-1]])


def _not_accepted(case: Case) -> Iterator[Text]:
    match case.delivery.delivered:
        case Delivered.NO if not case.events:
            yield text("Delivered: no. Nothing was tried.")
        case Delivered.NO:
            yield text("Delivered: no. Every attempt ended before the message could be delivered, or was put off.")
        case Delivered.MAY_BE:
            yield text("Delivered: may be, by an earlier attempt whose outcome is not known.")
        case Delivered.YES:
            yield text("Delivered: yes, by an earlier attempt.")
        case _:
            assert_never(case.delivery.delivered)


def _accepted(case: Case) -> Text:
    if case.delivery.delivered is not Delivered.YES:
        return text(
            "Delivered: may be. The smart host has it and the provider has not answered yet: its answer stands in that "
            "host's log, or comes back as a bounce."
        )
    if case.last is not None and case.last.move is Move.CONFIRMED and case.last.phase == DECIDED:
        return text("Delivered: yes, by a person's word and not by an answer of the provider.")
    return text(
        "Delivered: yes. The provider has taken responsibility for it. That does not prove that a filter let it "
        "through, nor that anybody read it."
    )


def _refused(case: Case) -> Text:
    refusal = case.refusal
    if case.delivery.delivered is not Delivered.NO:
        return text(
            "Delivered: may be. A bounce says that it came back, and does not prove it: it carries no mark of this "
            "message, or is about an address that the mail was forwarded to."
        )
    if case.last is not None and case.last.move is Move.BOUNCED:
        return text("Delivered: no, by the bounce: the message came back after it had been taken.")
    if refusal is not None and refusal.code is None:
        return text("Delivered: no. No server takes mail for this address, or the message cannot be sent to it.")
    if refusal is not None and is_unbelieved(refusal):
        return text(
            "Delivered: no, by the provider's word. The refusal came after the content, where some filters refuse and "
            "deliver all the same."
        )
    if refusal is not None and refusal.phase == Phase.FINAL_DOT.value:
        return text("Delivered: no. The provider refused the message after it had seen the content.")
    return text("Delivered: no, for certain. The refusal came before the content was sent.")


def _near_miss(case: Case) -> Iterator[Text]:
    delivery = case.delivery
    cause = cause_of(delivery.state, delivery.delivered, case.last.move if case.last else None)
    match cause:
        case Cause.DOUBTED_BEFORE:
            yield text("Delivered: no, for certain. The refusal came before the content was sent.")
        case Cause.DOUBTED_AFTER:
            yield text(
                "Delivered: may be. The refusal came after the content, and filters that say so deliver part of it "
                "all the same."
            )
        case Cause.UNPROVEN:
            yield text(
                "Delivered: may be. The answer was about another recipient, or about nobody: it proves nothing here."
            )
        case Cause.NODE_DIED:
            yield text(
                "Delivered: may be. Between the promise and the outcome lies the end of the message: the provider may "
                "have it."
            )
        case Cause.ANSWER_LOST | None:
            yield text(
                "Delivered: may be. Whoever has the whole message may deliver it although the answer was lost (RFC "
                "1047)."
            )
        case _:
            assert_never(cause)
    if delivery.state is State.DOUBTED and case.alarm is not None:
        yield from alarm_words(case.alarm)


def alarm_words(alarm: AlarmRow) -> Iterator[Text]:
    """Why a lane is not believed, with the numbers."""
    yield text(
        "{unknown} of {results} answers of {lane} said unknown between {since} and {at}; {expected} % is usual. So "
        "many do not disappear at once: a filter says so, and it says nothing about the recipients.",
        unknown=alarm.unknown,
        results=alarm.results,
        lane=alarm.lane,
        since=moment(alarm.since_us),
        at=moment(alarm.at_us),
        expected=alarm.expected * 100,
    )
    if alarm.known_good:
        yield ntext(
            "{count} of the unknown had taken mail before.",
            "{count} of the unknown had taken mail before.",
            alarm.known_good,
        )


def _suppressed(case: Case) -> Text:
    hindrance = read_hindrance(case.delivery.reason)
    if hindrance is None:
        return text("Delivered: no. It was held back: {reason}", reason=Remote(case.delivery.reason))
    match hindrance.kind:
        case HindranceKind.LISTED:
            return text("Delivered: no. The recipient stands on a suppression list, {where}.", where=hindrance.where)
        case HindranceKind.SAME_CONTENT:
            return text(
                "Not by this campaign: {other} has given the same content to this recipient, or may have done so.",
                other=hindrance.where,
            )
        case _:
            assert_never(hindrance.kind)


def _address(case: Case) -> Iterator[Text]:
    delivery = case.delivery
    match delivery.standing:
        case Standing.GOOD:
            yield text("Address: good. The provider has taken mail for it.")
        case Standing.BAD:
            yield text("Address: bad, by an answer that is believed ({reason}).", reason=delivery.reason or "?")
        case Standing.DOUBTED:
            yield text("Address: doubted. It was called unknown, and that is no proof that it is.")
        case Standing.UNKNOWN:
            yield text("Address: nothing is known. No answer was about whether it exists.")
        case _:
            assert_never(delivery.standing)
