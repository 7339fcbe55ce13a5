"""Sentences are values: equal, hashable, and fit for other processes."""

from __future__ import annotations

import pickle

from hiyari.model.text import Remote, ntext, text


def test_a_sentence_goes_to_another_process_as_it_is() -> None:
    """Pickled and read again, it is equal, its parameters and plural included."""
    for sentence in (text("{a} of {b}", a=1, b=text("{c}", c=Remote("x"))), ntext("{count} file", "{count} files", 2)):
        assert pickle.loads(pickle.dumps(sentence)) == sentence  # noqa: S301 - our own
