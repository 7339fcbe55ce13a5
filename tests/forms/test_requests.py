"""Access logs give the same requests and tell the same losses, whether another process reads ahead or not."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from hiyari.forms.requests import access_logs
from hiyari.logfiles.access import AccessLog, recognise
from hiyari.logfiles.stamps import Stamps

_LINES = [
    f"192.0.2.{n % 200} - - [{1 + n // 1440 % 28:02}/Nov/2026:{n // 60 % 24:02}:{n % 60:02}:00 +0900] "
    f'"GET /page{n % 97}.html?n={n} HTTP/1.1" 200 {n} "-" "Mozilla/5.0 (X11) {"x" * 200} \\"{n % 7}\\""'
    for n in range(40_000)
]


def _written(folder: Path, lines: list[str]) -> Path:
    path = folder / "access.log"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_large_log_gives_every_request_once(tmp_path: Path) -> None:
    """What is read ahead is what the format understands, line by line."""
    path = _written(tmp_path, _LINES)
    assert path.stat().st_size > 9 << 20
    form = recognise(_LINES)
    assert form is not None
    logs = access_logs([str(path)], UTC)
    assert list(logs) == list(AccessLog(form, Stamps(UTC)).read(_LINES))
    assert logs.problems == []


def test_what_was_lost_of_a_large_log_is_told_once(tmp_path: Path) -> None:
    """Lines that are not understood are counted, although another process saw them."""
    path = _written(tmp_path, _LINES + ["?"] * 5_000)
    logs = access_logs([str(path)], UTC)
    assert sum(1 for _ in logs) == len(_LINES)
    assert [one.params["missed"] for one in logs.problems] == [5_000]


def test_a_reader_may_stop_early(tmp_path: Path) -> None:
    """The first requests can be had without the others."""
    requests = iter(access_logs([str(_written(tmp_path, _LINES))], UTC))
    assert next(requests).path == "/page0.html"
    requests.close()  # type: ignore[attr-defined]
