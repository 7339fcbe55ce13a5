"""Logs with a planted form lead from a notice to that form: from lines to facts to the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hiyari.cli.log.trace import command
from hiyari.lab.logs.plan import FormAbuse, LogPlan
from hiyari.lab.logs.write import write_logs


@pytest.mark.parametrize("long_ids", [False, True])
def test_planted_form(tmp_path: Path, capsys: pytest.CaptureFixture[str], *, long_ids: bool) -> None:
    """The form, its clients and the number of its messages are those that were planted."""
    form = FormAbuse(messages=60, first_minute=120)
    plan = LogPlan(hours=6, messages=400, domains=20, long_ids=long_ids, form=form)
    written = write_logs(plan, tmp_path)
    found = re.search(r"pickup\[\d+\]: (\w+): uid=33", written.mail_log.read_text())
    assert found is not None
    notice = tmp_path / "notice.txt"
    notice.write_text(f"Spam!\nReceived: by www.example.jp (Postfix, from userid 33)\n\tid {found[1]}\n")
    files = [str(notice), str(written.mail_log), str(written.access_log)]
    asked = ["--host", "www", "--zone", "UTC", "--since", "2026-11-01", "--until", "2026-11-04"]
    assert command.main([*asked, "--format", "json", *files], standalone_mode=False) == 1
    value: Any = json.loads(capsys.readouterr().out)
    (page,) = value["trace"]["web"]["pages"]
    assert (page["method"], page["path"]) == ("POST", form.url)
    assert {one["address"] for one in page["clients"]} == set(form.clients)
    assert value["trace"]["injector"]["uid"] == form.uid
    assert value["trace"]["story"]["messages"] == form.messages
