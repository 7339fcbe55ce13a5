"""Why a person has to look at a delivery, in words."""

from __future__ import annotations

from typing import assert_never

from hiyari.delivery.telling.case import Cause
from hiyari.model.text import Text, text


def cause_words(cause: Cause) -> Text:
    """The state with its cause."""
    match cause:
        case Cause.ANSWER_LOST:
            return text("uncertain, all was sent and no answer came")
        case Cause.UNPROVEN:
            return text("uncertain, the answer was not about this recipient")
        case Cause.NODE_DIED:
            return text("uncertain, the sender died before the outcome was known")
        case Cause.DOUBTED_BEFORE:
            return text("doubted, certainly not delivered")
        case Cause.DOUBTED_AFTER:
            return text("doubted, and may have been delivered")
        case _:
            assert_never(cause)
