"""Each hard case says what it is expected to say; the expectation stands beside the message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.delivery.bounce.golden import FOLDER, dump

CASES = sorted(FOLDER.glob("*.eml"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_case_says_what_stands_beside_it(path: Path) -> None:
    """Kind, recipients, reason, hardness, phase and literal text are exactly the expected ones."""
    assert dump(path.read_bytes()) == json.loads(path.with_suffix(".json").read_text("utf-8"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_line_ends_do_not_matter(path: Path) -> None:
    """With CRLF, as it comes by LMTP, a case says the same."""
    octets = path.read_bytes()
    assert dump(octets.replace(b"\n", b"\r\n")) == dump(octets)


def test_every_case_has_its_expectation() -> None:
    """No message without JSON, no JSON without message."""
    assert {path.stem for path in FOLDER.glob("*.json")} == {path.stem for path in CASES}
    assert len(CASES) > 40
