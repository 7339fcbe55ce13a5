"""Folders of local messages in Exim's log."""

from __future__ import annotations

from hiyari.maillog.formats.exim_places import Places
from tests.maillog.formats.listening import Histories

SECOND = 1_000_000


def injection(place: str) -> str:
    """What Exim logs when a program in a folder starts it."""
    return f"cwd={place} 3 args: /usr/sbin/sendmail -t -i"


def test_two_at_once_are_told_apart_by_process_only() -> None:
    """Of two programs that began together, a message's folder is known with process ids and unknown without."""
    told = Histories().host("web1")
    places = Places()
    places.hear(told, 0, "11", injection("/a"))
    places.hear(told, 0, "12", injection("/b"))
    assert places.take(told, SECOND, "12") == "/b"
    assert places.take(told, SECOND, "12") is None
    places.hear(told, 0, "", injection("/a"))
    places.hear(told, 0, "", injection("/b"))
    assert places.take(told, SECOND, "") is None


def test_the_same_folder_twice_is_no_doubt() -> None:
    """Programs of one folder give it to each of their messages, and no longer than seconds."""
    told = Histories().host("web1")
    places = Places()
    places.hear(told, 0, "", injection("/a"))
    places.hear(told, 0, "", injection("/a"))
    assert places.take(told, SECOND, "") == "/a"
    assert places.take(told, 11 * SECOND, "") is None


def test_deliveries_and_queue_runners_hand_nothing_in() -> None:
    """Exim's own processes are no programs that hand a message in."""
    told = Histories().host("web1")
    places = Places()
    for arguments in ("3 args: exim4 -Mc 1vOabc-0001Ab-2C", "2 args: exim4 -q30m", "3 args: exim4 -bd -q30m"):
        assert places.hear(told, 0, "", f"cwd=/var/spool/exim4 {arguments}")
    assert places.take(told, 1, "") is None


def test_hosts_are_kept_apart() -> None:
    """What one host logged says nothing of another's messages."""
    histories = Histories()
    places = Places()
    places.hear(histories.host("web1"), 0, "", injection("/a"))
    assert places.take(histories.host("web2"), 1, "") is None
