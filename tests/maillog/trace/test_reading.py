"""Every form of notice gives what a log can be searched for; nothing makes reading raise or run away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.trace.marks import MOST, find_marks, ip
from hiyari.maillog.trace.notice import Kind, Notice
from hiyari.maillog.trace.reading import MOST_OCTETS, read_notice
from hiyari.maillog.trace.xarf import read_xarf

FOLDER: Final = Path(__file__).with_name("notices")
CASES: Final = sorted(FOLDER.iterdir())
JST: Final = timezone(timedelta(hours=9))
INJECTED: Final = datetime(2026, 11, 26, 10, 48, 25, tzinfo=UTC)
MESSAGE_ID: Final = "20261126104825.4cHqF1@www.example.jp"
RELAY: Final = "203.0.113.12"


def _read(name: str) -> Notice:
    return read_notice((FOLDER / name).read_bytes(), JST)


WHOLE: Final = {
    "arf-full.eml": Kind.ARF,
    "arf-headers-only.eml": Kind.ARF,
    "arf-three-fields-of-jmrp.eml": Kind.ARF,
    "arf-without-dates.eml": Kind.ARF,
    "arf-not-spam.eml": Kind.ARF,
    "arf-base64-original.eml": Kind.ARF,
    "arf-forwarded-as-attachment.eml": Kind.ARF,
    "xarf-4.json": Kind.XARF,
    "xarf-3-in-mail.eml": Kind.XARF,
    "xarf-3.yaml": Kind.XARF,
    "pasted-and-quoted.txt": Kind.PASTED,
    "pasted-folding-lost-iso-2022-jp.eml": Kind.PASTED,
    "the-message-itself.eml": Kind.MESSAGE,
}


@pytest.mark.parametrize("name", WHOLE)
def test_received_fields(name: str) -> None:
    """A notice with the reported header fields gives the lowest one first: host, queue id, user and time."""
    notice = _read(name)
    assert notice.kind is WHOLE[name]
    lowest, relay = notice.hops[0], notice.hops[1]
    assert (lowest.by, lowest.queue_id, lowest.userid) == ("www.example.jp", "4cHqF14TMVz9y", 33)
    assert lowest.moment is not None
    assert (lowest.moment.at, lowest.moment.zoned) == (INJECTED, True)
    assert (relay.by, relay.queue_id, relay.client) == ("relay1.example.jp", "4cHqF25yJZz1x", "192.0.2.80")
    assert notice.message_ids[0] == MESSAGE_ID
    assert notice.moments[0].at == INJECTED
    assert notice.senders[0] == "www-data@www.example.jp"


@pytest.mark.parametrize("name", WHOLE)
def test_text_of_the_reported_message(name: str) -> None:
    """The reported message's own text is not searched for addresses, nor are those of the notice's own way to us."""
    notice = _read(name)
    assert not set(notice.ips) & {"198.51.100.200", "192.0.2.250", "198.51.100.40"}
    assert "4cHsAAAAAA" not in {hop.queue_id for hop in notice.hops}


def test_recipients() -> None:
    """The recipient comes from the report, or from the header that Microsoft adds."""
    assert _read("arf-full.eml").recipients[0] == "victim@example.net"
    assert _read("arf-three-fields-of-jmrp.eml").recipients[0] == "victim@outlook.example"


def test_redacted_report() -> None:
    """Where the message is taken out, address and time of the report are left, and an empty recipient is none."""
    notice = _read("arf-redacted-received.eml")
    assert notice.kind is Kind.ARF
    assert notice.ips[0] == RELAY
    assert notice.moments[0].at == datetime(2026, 11, 26, 10, 48, 30, tzinfo=UTC)
    assert notice.recipients == ("redacted@example.net",)


def test_two_messages() -> None:
    """Several messages in one notice are all kept."""
    notice = _read("arf-two-messages.eml")
    assert [one.hops[0].queue_id for one in notice.reported] == ["4cHqF14TMVz9y", "4cHqF99TMVz9y"]
    assert len(notice.message_ids) == 2


def test_forged_field_below_ours() -> None:
    """A field that the sender invented is read like any other; the log decides, not the reader."""
    assert [hop.queue_id for hop in _read("forged-lower-received.eml").hops][:2] == ["4cFORGED000", "4cHqF14TMVz9y"]


def test_feedback_that_is_no_complaint() -> None:
    """The kind of feedback is kept, so that not-spam is not taken for abuse."""
    assert _read("arf-not-spam.eml").feedback == "not-spam"


def test_old_xarf() -> None:
    """XARF 0.2 gives address and time."""
    notice = _read("xarf-0.2.yaml")
    assert (notice.kind, notice.ips, notice.moments[0].at) == (Kind.XARF, (RELAY,), INJECTED + timedelta(seconds=5))


@pytest.mark.parametrize("name", ["words-shift-jis.txt", "words-html-defanged.eml"])
def test_words(name: str) -> None:
    """Full-width and defanged addresses, Japanese times and any character set are understood."""
    notice = _read(name)
    assert notice.kind is Kind.TEXT
    assert notice.ips == (RELAY,)
    assert [one.at for one in notice.moments] == [INJECTED + timedelta(seconds=5)]


def test_message_id_in_a_table() -> None:
    """A Message-ID in HTML is found."""
    assert _read("words-html-defanged.eml").message_ids == (MESSAGE_ID,)


def test_log_line() -> None:
    """A pasted line of a log gives host and queue id; IPv6 comes in its usual spelling."""
    notice = _read("words-ipv6-and-log-line.txt")
    assert [(one.host, one.id) for one in notice.queue_ids] == [("relay1", "4cHqF25yJZz1x")]
    assert notice.ips[0] == "198.51.100.25" or "2001:db8::25" in notice.ips
    assert INJECTED + timedelta(seconds=5) in [one.at for one in notice.moments]


def test_time_without_zone() -> None:
    """A time without a zone is taken in ours and marked; a version number is no address."""
    notice = _read("words-no-zone.txt")
    assert notice.ips == (RELAY,)
    assert [(one.at, one.zoned) for one in notice.moments] == [(datetime(2026, 11, 26, 19, 48, tzinfo=JST), False)]


def test_other_servers() -> None:
    """Received fields of Sendmail, Exim and qmail give host, queue id and user."""
    hops = _read("sendmail-exim-qmail.txt").hops
    assert [(hop.by, hop.queue_id, hop.userid) for hop in hops] == [
        ("www2.example.jp", "4AQAmPcd012345", None),
        ("www3.example.jp", "1tFxyz-0000AB-1c", None),
        ("", "", 48),
        ("gw.example.net", "", None),
    ]


@pytest.mark.parametrize("name", ["nothing-in-it.txt", "empty.txt"])
def test_nothing_to_look_for(name: str) -> None:
    """A notice without any mark says so."""
    notice = _read(name)
    assert notice.kind is Kind.EMPTY
    assert notice.unread


def test_too_long() -> None:
    """What is beyond a megabyte is not read, and that is said."""
    notice = read_notice(b"203.0.113.12\n" + b"x" * MOST_OCTETS, UTC)
    assert notice.ips == (RELAY,)
    assert any("1 MB" in one.message for one in notice.unread)


HOSTILE: Final = {
    "deep JSON": b"[" * MOST_OCTETS,
    "deep JSON object": b'{"a":' * (MOST_OCTETS // 5),
    "deep MIME": (FOLDER / "hostile-nested.eml").read_bytes(),
    "dots": b"1." * (MOST_OCTETS // 2),
    "colons": b"a:" * (MOST_OCTETS // 2),
    "brackets": b"[.]" * (MOST_OCTETS // 3),
    "spaces": b"Received: " + b" " * (MOST_OCTETS - 20),
    "fields": b"Received: by a\n" * (MOST_OCTETS // 15),
    "quotes": b"> " * (MOST_OCTETS // 2),
    "tags": b"From: x\nContent-Type: text/html\n\n" + b"<" * (MOST_OCTETS - 40),
    "digits": b"2026-11-26 10:48 " * (MOST_OCTETS // 17),
    "yaml": b"xarf_version: 4\n" + b"a: |\n" * (MOST_OCTETS // 5),
    "ids": b"message-id " * (MOST_OCTETS // 11),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    """A megabyte made to hurt is read within bounds."""
    notice = read_notice(HOSTILE[name], UTC)
    for some in (notice.ips, notice.moments, notice.message_ids, notice.queue_ids, notice.senders, notice.recipients):
        assert len(some) <= MOST


@given(st.binary(max_size=2000), st.sampled_from(CASES), st.integers(0, 4000))
def test_any_octets(octets: bytes, case: Path, place: int) -> None:
    """No octets, alone or within a notice, make reading raise."""
    whole = case.read_bytes()
    read_notice(octets, UTC)
    read_notice(whole[:place] + octets + whole[place:], UTC)
    read_notice(whole[:place], UTC)


@given(
    st.ip_addresses().map(str).filter(lambda one: len(one) > 5 and one[-1] != ":"),
    st.sampled_from(["{}", "({})", "[{}]:25", "{}."]),
)
def test_any_address(address: str, form: str) -> None:
    """Any IP address is found in a sentence, in brackets or before a full stop, defanged or not."""
    for written in (address, address.replace(".", "[.]")):
        assert find_marks(f"spam from {form.format(written)} today", UTC).ips == (ip(address),)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001 - naive is what it makes
def test_any_time(naive: datetime, hours: int) -> None:
    """A time is read the same from a Date field, from ISO 8601 and from an access log."""
    at = naive.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    for form in ("%d %b %Y %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%Y/%m/%d %H:%M:%S %z", "%d/%b/%Y:%H:%M:%S %z"):
        (found,) = find_marks(f"at {at.strftime(form)} it came", UTC).moments
        assert (found.at, found.zoned) == (at, True)


@given(st.text(max_size=300))
def test_any_xarf(words: str) -> None:
    """No text makes the reader of XARF raise."""
    read_xarf("xarf_version: 4\n" + words)
    read_xarf("{" + words)
