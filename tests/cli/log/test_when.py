"""Moments, spans and time zones as people write them."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.cli.log import when
from hiyari.cli.log.sources import LogOptions, span_of
from hiyari.cli.log.when import moment_of, zone_of
from hiyari.model.error import UserError

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
"""Noon in Tokyo."""


def at(written: str, zone: tzinfo = TOKYO) -> datetime:
    """The moment that is meant, in its zone."""
    return (
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment_of(written, zone, NOW, "--since"))
    ).astimezone(zone)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-26", datetime(2026, 11, 26, tzinfo=TOKYO)),
        ("2026-11-26 19:00", datetime(2026, 11, 26, 19, tzinfo=TOKYO)),
        (" 2026-11-26T19:00:30.5 ", datetime(2026, 11, 26, 19, 0, 30, 500_000, tzinfo=TOKYO)),
        ("2026-11-26T19:00Z", datetime(2026, 11, 26, 19, tzinfo=UTC)),
        ("2026-11-26T19:00+01:00", datetime(2026, 11, 26, 18, tzinfo=UTC)),
        ("19:00", datetime(2026, 11, 26, 19, tzinfo=TOKYO)),
        ("00:30", datetime(2026, 11, 26, 0, 30, tzinfo=TOKYO)),
        ("2 days", NOW - timedelta(days=2)),
        ("2 days ago", NOW - timedelta(days=2)),
        ("90 min", NOW - timedelta(minutes=90)),
        ("90m", NOW - timedelta(minutes=90)),
        ("1 HOUR", NOW - timedelta(hours=1)),
        ("3 weeks", NOW - timedelta(weeks=3)),
        ("30s", NOW - timedelta(seconds=30)),
        ("0 d", NOW),
    ],
)
def test_a_moment_is_what_a_person_means(written: str, meant: datetime) -> None:
    """Days, times of today, both, with or without a zone; and spans before now."""
    assert at(written) == meant


@pytest.mark.parametrize(
    "written", ["", "yesterday", "2026-13-45", "25:00", "2 months", "-2 days", "1.5 days", "2026", "日"]
)
def test_nonsense_is_one_sentence(written: str) -> None:
    """It names the option and what was written, and shows how to write it."""
    with pytest.raises(UserError) as raised:
        at(written)
    (problem,) = raised.value.problems
    assert (problem.params["option"], problem.params["written"]) == ("--since", written)


@given(
    written=st.text(max_size=30) | st.from_regex(r"[0-9]{1,7} ?(s|weeks|d)( ago)?") | st.from_regex(r"[0-9:T +-]{0,30}")
)
def test_any_text_is_a_moment_or_a_sentence(written: str) -> None:
    """Never a traceback, and never a number that a store cannot hold."""
    for zone in (TOKYO, UTC):
        try:
            found = moment_of(written, zone, NOW, "--until")
        except UserError:
            continue
        assert -(1 << 63) <= found < 1 << 63


@pytest.mark.parametrize("written", ["999999 weeks", "999999 days", "0001-01-01", "9999-12-31T23:59:59"])
def test_the_ends_of_the_calendar_are_moments(written: str) -> None:
    """What lies before the first year is simply long ago."""
    zones = (TOKYO, UTC, ZoneInfo("America/New_York"))
    assert all(abs(moment_of(written, zone, NOW, "--since")) < 1 << 60 for zone in zones)


def test_an_empty_span_is_refused() -> None:
    """What is asked from then to before would find nothing, and look like peace."""
    assert span_of(LogOptions()) == (0, (1 << 63) - 1)
    with pytest.raises(UserError, match="not before --until"):
        span_of(LogOptions(since="2026-11-26", until="2026-11-26", zone="UTC"))


@given(
    name=st.text(min_size=1, max_size=20)
    | st.sampled_from(["../../etc/passwd", "Asia", "/etc/passwd", "a\0b", "x" * 999])
)
def test_any_name_of_a_zone_is_one_or_a_sentence(name: str) -> None:
    """No name leads out of the zones, and none is a traceback."""
    zone: tzinfo | None = None
    with suppress(UserError):
        zone = zone_of(name)
    assert zone is None or zone == ZoneInfo(name)


@pytest.mark.parametrize(
    ("variable", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("UTC", "UTC"),
    ],
)
def test_the_environment_names_the_zone(monkeypatch: pytest.MonkeyPatch, variable: str, zone: str) -> None:
    """In each of the ways that the C library takes."""
    if variable.startswith("/") and not Path(variable).exists():
        pytest.skip("no zones on this machine")
    monkeypatch.setenv("TZ", variable)
    assert zone_of(None) == ZoneInfo(zone)
    assert zone_of("Europe/Berlin") == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("variable", ["JST-9", "CET-1CEST,M3.5.0,M10.5.0/3", ":/etc/passwd", "/none", "Nowhere/None"])
def test_a_zone_that_is_not_understood_is_not_utc(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """Every line would be moved by hours: it is asked for."""
    monkeypatch.setenv("TZ", variable)
    with pytest.raises(UserError, match="--zone Asia/Tokyo"):
        zone_of(None)


@pytest.mark.parametrize("kind", ["link", "copy", "none", "damaged"])
def test_this_machines_zone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str) -> None:
    """/etc/localtime is a link on one machine, a copy on another, and missing where time is UTC."""
    data = Path("/usr/share/zoneinfo/Asia/Tokyo")
    if not data.exists():
        pytest.skip("no zones on this machine")
    local = tmp_path / "localtime"
    if kind == "link":
        local.symlink_to(data)
    elif kind == "copy":
        shutil.copy(data, local)
    elif kind == "damaged":
        local.write_bytes(b"TZif junk")
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(when, "_LOCALTIME", str(local))
    if kind == "damaged":
        with pytest.raises(UserError, match="--zone Asia/Tokyo"):
            zone_of(None)
        return
    offset = zone_of(None).utcoffset(NOW.replace(tzinfo=None))
    assert offset == (timedelta(0) if kind == "none" else timedelta(hours=9))
