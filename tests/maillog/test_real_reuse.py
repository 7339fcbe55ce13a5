"""Short queue ids are used again: in a real log two messages are given one id, which a clock could have done."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from tests.world.comparing import Comparison
from tests.world.keep import KEPT
from tests.world.reading import Facts, read_lines
from tests.world.truth import Sent, Truth

_LOG = (KEPT / "relay1.log").read_text().splitlines()
_TRUTH = Truth.read(KEPT / "truth.json")
_MOST = 40
_STAMP = 15


def _pairs() -> Iterator[tuple[str, str]]:
    """Ids of messages of which one had left the queue before the other came in by the network, in another second.

    A short id is made of microseconds and an inode, so the same one comes again only whole seconds later.
    """
    spans = {}
    for sent in _TRUTH.sent:
        if _alone(sent):
            lines = [number for number, line in enumerate(_LOG) if sent.hops[0].queue_id in line]
            spans[sent.hops[0].queue_id] = lines[0], lines[-1]
    for (first, (_, end)), (second, (begin, _)) in combinations(spans.items(), 2):
        if end < begin and _LOG[end][:_STAMP] != _LOG[begin][:_STAMP]:
            yield first, second


def _alone(sent: Sent) -> bool:
    return sent.host.startswith("relay1") and len(sent.hops) == 1 and sent.origin == "network" and bool(sent.delivered)


@pytest.mark.parametrize(("first", "second"), list(_pairs())[:_MOST])
def test_an_id_that_is_used_again_is_another_message(first: str, second: str, tmp_path: Path) -> None:
    """Of two messages with the same id on the same host, nothing of the one is told of the other."""
    kept = tmp_path / "truth.json"
    kept.write_text((KEPT / "truth.json").read_text().replace(second, first))
    truth = Truth.read(kept)
    truth.sent = [sent for sent in truth.sent if {hop.host for hop in sent.hops} == {"relay1.example.jp"}]
    facts = Facts()
    read_lines([line.replace(second, first) for line in _LOG], facts, 2026)
    wrong = [
        said for said in Comparison(truth, facts).messages() if first in said or not said.startswith("nobody sent")
    ]
    assert wrong == []


def test_there_are_pairs() -> None:
    """The kept log has enough messages that follow one another."""
    assert len(list(_pairs())) > 10
