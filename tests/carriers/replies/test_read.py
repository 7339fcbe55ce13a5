"""What replies mean, with the lists and addresses that they name."""

from __future__ import annotations

import pytest

from hiyari.carriers.replies.read import read_reply
from tests.carriers.replies.known import KNOWN, Known


@pytest.mark.parametrize("known", KNOWN, ids=lambda one: one.text[:60])
def test_known_replies(known: Known) -> None:
    """Each reply of the yardstick has the cause and the blocklist that its receiver documents, and a source."""
    found = read_reply(known.text)
    assert (found.cause, found.blocklist) == (known.cause, known.blocklist)
    assert found.source
    assert found.understood
