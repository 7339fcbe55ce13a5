"""A token names one delivery, survives what mail systems do to addresses, and cannot be forged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.message.tokens import LONGEST_TOKEN, Purpose, campaign_token, make_token, read_token
from hiyari.delivery.recipients.row import MOST_LINES
from tests.delivery.message.parts import KEY, TOKEN, campaign, compose, rendered

NUMBERS = st.integers(0, MOST_LINES)
PURPOSES = st.sampled_from(Purpose)


@given(
    PURPOSES, NUMBERS, st.sampled_from(["{}", "bounce+{}@example.jp", "<{}@example.jp>", "Re: {}, thank you", "({})"])
)
def test_a_token_is_found_where_it_stands_and_in_any_case(purpose: Purpose, number: int, place: str) -> None:
    """It comes back from reverse-path, Message-ID and subject, in small letters, capitals, or both."""
    token = make_token(KEY, purpose, TOKEN, number)
    for written in (token, token.upper(), token.title()):
        assert read_token(KEY, purpose, place.format(written)) == (TOKEN, number)


@given(PURPOSES, NUMBERS)
def test_a_token_is_good_for_one_purpose_key_and_campaign(purpose: Purpose, number: int) -> None:
    """A token of another key, campaign or purpose is none."""
    token = make_token(KEY, purpose, TOKEN, number)
    other = next(one for one in Purpose if one is not purpose)
    assert read_token(KEY, other, token) is None
    assert read_token(bytes(32), purpose, token) is None
    stolen = token.replace(TOKEN, campaign_token(KEY, "c2"))
    assert read_token(KEY, purpose, stolen) is None


@given(NUMBERS, st.data())
def test_a_changed_or_truncated_token_is_none(number: int, data: st.DataObject) -> None:
    """Any other letter in any place, and any piece of it, is refused."""
    token = make_token(KEY, Purpose.BOUNCE, TOKEN, number)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789-").filter(lambda one: one != token[place]))
    assert read_token(KEY, Purpose.BOUNCE, token[:place] + letter + token[place + 1 :]) is None
    assert read_token(KEY, Purpose.BOUNCE, token[:place]) is None
    assert read_token(KEY, Purpose.BOUNCE, token[1:]) is None
    assert read_token(KEY, Purpose.BOUNCE, "x" + token + "x") is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(written: str) -> None:
    """Whatever a stranger writes, the answer is None or a token that is genuine."""
    assert read_token(KEY, Purpose.BOUNCE, written) is None


@pytest.mark.parametrize("letter", ["\u017f", "\u212a"])
def test_letters_that_only_look_like_ours_are_refused(letter: str) -> None:
    """U+017F and U+212A equal s and k where case does not count; here they are no letters of a token."""
    assert read_token(KEY, Purpose.BOUNCE, f"{letter * 8}-1-{letter * 10}") is None
    assert read_token(KEY, Purpose.BOUNCE, f"{TOKEN}-1-{letter * 10}") is None


def test_the_first_genuine_token_counts() -> None:
    """Forged ones before it are passed over."""
    genuine = make_token(KEY, Purpose.BOUNCE, TOKEN, 7)
    assert read_token(KEY, Purpose.BOUNCE, f"{TOKEN}-8-aaaaaaaaaa {genuine}") == (TOKEN, 7)


def test_no_token_is_longer_than_it_is_said_to_be() -> None:
    """The row of the longest file still fits."""
    assert len(make_token(KEY, Purpose.BOUNCE, TOKEN, MOST_LINES)) == LONGEST_TOKEN


@given(NUMBERS)
def test_reverse_path_and_message_id_name_the_delivery(number: int) -> None:
    """A bounce finds its delivery by either of the two."""
    octets = compose(rendered(), campaign(), number=number).decode()
    message_id = next(line for line in octets.splitlines() if line.startswith("Message-ID: "))
    assert read_token(KEY, Purpose.BOUNCE, message_id) == (TOKEN, number)
    assert read_token(KEY, Purpose.UNSUBSCRIBE, octets) is None
