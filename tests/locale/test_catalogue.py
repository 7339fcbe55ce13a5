"""Everything a person sees exists in Japanese."""

from __future__ import annotations

import string

import pytest
from babel.messages.pofile import read_po

from hiyari.locale.translate import Translator
from hiyari.model.text import Duration, Remote, ntext, text
from tests.locale.update import CATALOGUE
from tests.locale.update import messages as source_messages


def _fields(message: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(message) if field}


def test_every_message_is_translated_with_the_same_parameters() -> None:
    """No message is missing, fuzzy or obsolete in the catalogue, and each names the same parameters."""
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream)
    messages = source_messages()
    assert len(messages) > 100
    known = {message.id: message for message in catalogue if message.id}
    assert set(known) == set(messages)
    for message in known.values():
        english = message.id if isinstance(message.id, str) else message.id[-1]
        japanese = message.string if isinstance(message.string, str) else message.string[0]
        assert japanese, english
        assert not message.fuzzy, english
        assert _fields(japanese) == _fields(english), english


@pytest.mark.parametrize(("language", "expected"), [("en", "no answer from a, b within 2 s"), ("ja", "以内に応答")])
def test_parameters_are_shown_in_the_readers_language(language: str, expected: str) -> None:
    """Lists are joined, durations have units, and the sentence is the catalogue's."""
    sentence = text("no answer from {servers} within {after}", servers=("a", "b"), after=Duration(2.0))
    assert expected in Translator(language).render(sentence)


def test_remote_text_cannot_move_the_cursor() -> None:
    """Control characters are escaped, and what is too long is cut."""
    shown = Translator("en").render(
        text("{server} cannot be reached: {detail}", server="s", detail=Remote("\x1b[2J" * 500))
    )
    assert "\x1b" not in shown
    assert len(shown) < 3000


def test_a_plural_has_one_form_in_japanese() -> None:
    """Three near misses are not shown as the English singular."""
    sentence = ntext("{count} near miss", "{count} near misses", 3)
    assert Translator("en").render(sentence) == "3 near misses"
    assert Translator("ja").render(sentence) == "ヒヤリハット 3 件"
