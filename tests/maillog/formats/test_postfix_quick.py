"""The quick way to read an attempt says what the full pattern says, whatever stands in the line."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.maillog.formats.postfix_delivery import _unusual, delivery
from tests.maillog.formats.listening import Histories

_QUEUE_ID = st.sampled_from(["4f9Zk21xz0z", "10000E1901", "", "a: b", "4 f"])
_ADDRESS = st.sampled_from(["taro@example.com", '"a>b"@example.com', "a>b@c", "", "x, relay=y", 'a"', "太郎@例え.jp"])
_ORIGINAL = st.sampled_from(["", ", orig_to=<root>", ', orig_to=<"r>t">', ", orig_to=<>", ", orig_to=x"])
_RELAY = st.sampled_from(
    ["mx.example.com[192.0.2.1]:25", "none", "MX.example[2001:db8::1]:587", "a b", "a,b", "", "local", "[::1]:x"]
)
_USE = st.sampled_from(["", "conn_use=2, ", "conn_use=x, ", "conn_use=٣, "])
_DELAY = st.sampled_from(["1.19", "0", "12", "1.", ".5", "٣.5", "1e3", "-1", "0.0049"])
_DELAYS = st.sampled_from(["0.02/0.01/0.6/0.6", "", "a", "1/٣"])
_DSN = st.sampled_from(["2.0.0", "5.7.23", "4.4", "4.1234.0", "٢.0.0", ""])
_STATUS = st.sampled_from(["sent", "deferred", "bounced", "expired", "deliverable", "SOFTBOUNCE", "other", ""])
_REPLY = st.sampled_from(
    [" (250 2.0.0 Ok: queued as 4F1A0)", "", " ()", " (a) (b)", " (a", " (forwarded as 45EB498C2BC)", " (x) ", "(x)"]
)
_PROGRAM = st.sampled_from(["smtp", "local", "pipe", "error"])


@st.composite
def _attempts(draw: st.DrawFn) -> str:
    """Attempts, with every field as servers write it or as nobody does."""
    return (
        f"{draw(_QUEUE_ID)}: to=<{draw(_ADDRESS)}>{draw(_ORIGINAL)}, relay={draw(_RELAY)}, {draw(_USE)}"
        f"delay={draw(_DELAY)}, delays={draw(_DELAYS)}, dsn={draw(_DSN)}, status={draw(_STATUS)}{draw(_REPLY)}"
    )


def _heard(handle: Any, body: str) -> tuple[bool, list[list[Any]]]:
    histories = Histories()
    understood = handle(histories.host("relay1"), 1_000_000, body, f"the line: {body}")
    return understood, histories.heard


@given(_PROGRAM, _attempts())
@settings(max_examples=600, deadline=None)
def test_both_ways_tell_the_same(program: str, body: str) -> None:
    """No line is told otherwise than the full pattern tells it."""
    quick = _heard(delivery(program), body)
    full = _heard(lambda told, at, body, line: _unusual(told, at, program, body, line), body)
    assert quick == full
