"""``--test-to``: some examples to the administrator."""

from __future__ import annotations

from hiyari.cli.sending.bench import Bench


def send_examples(bench: Bench, written: str) -> int:
    """Send them."""
    raise NotImplementedError
