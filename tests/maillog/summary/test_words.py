"""Every cause has words and an advice, and what is not known says so."""

from __future__ import annotations

import pytest

from hiyari.carriers.replies.advice import WHAT_TO_DO, Advice
from hiyari.carriers.replies.cause import Cause
from hiyari.locale.translate import Translator
from hiyari.maillog.summary.words import cause_word, injector_word, outcome_word, what_to_do


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_words_and_an_advice(cause: Cause) -> None:
    """None is shown as the program spells it, and none is without a next step."""
    assert Translator("en").render(cause_word(cause.value)) not in {"", "unknown"}
    assert what_to_do(cause.value, None) is not None


def test_the_literal_reply_gives_the_better_advice() -> None:
    """A reply that is understood in more detail than its cause brings its own advice; a contradicting one does not."""
    sample = "550 5.7.23 SPF validation failed"
    of_spf = what_to_do("spf", sample)
    assert of_spf is not None
    assert of_spf.message in {WHAT_TO_DO[Advice.SPF_ADD], WHAT_TO_DO[Advice.SPF_REPAIR]}
    assert what_to_do("rate", sample) == what_to_do("rate", None)


def test_what_is_not_known_says_so() -> None:
    """NULL is unknown, and a cause of newer facts is shown as it is spelt."""
    words = Translator("en")
    assert words.render(cause_word(None)) == words.render(outcome_word(None)) == "unknown"
    assert words.render(cause_word("telepathy")) == "telepathy"
    assert what_to_do("telepathy", None) is what_to_do(None, None) is None
    assert words.render(injector_word("client", None)) == "client unknown"
