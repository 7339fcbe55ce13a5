"""What a plan is written as: other people's tools take it, and it means the same."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import dns.name
import dns.rdata
import dns.zone
import pytest
import yaml

from hiyari.cli.plan_render import TOOLS, edits_of, first_stage
from hiyari.cli.plan_render.markdown import as_markdown
from hiyari.cli.plan_render.text import as_text
from hiyari.locale.translate import Translator
from hiyari.model.inventory import HostState
from hiyari.model.plan import Plan, RrsetEdit, Stage
from tests.knot import SECRET, knot
from tests.plan.test_apply import REVERSE, ZONES, txt
from tests.plan.test_edits import TWO, host, plan

HOSTILE = r"""@ TXT "v=spf1 ip4:203.0.113.11 -all"
@ TXT "a;b\"c\\d\027[2J\010nsupdate: quit `x` | <b>"
@ MX 10 relay1"""
LONG = '@ TXT "v=spf1 ' + '" "'.join(f"ip4:198.51.{n}.0/24 " for n in range(20)) + '-all"\n@ MX 10 relay1'


def edits(made: Plan) -> tuple[RrsetEdit, ...]:
    """The edits of the first stage, which must be there."""
    found = edits_of(made, first_stage(made))
    assert found
    return found


@pytest.mark.parametrize("records", [HOSTILE, LONG])
async def test_a_bind_diff_holds_master_file_lines(records: str) -> None:
    """Each line without its mark is a record, and those that come are the plan's."""
    wanted = edits(await plan(records, *TWO))
    lines = [line for line in TOOLS["bind"](wanted).split("\n") if not line.startswith(("---", "+++", "@@"))]
    assert all(line[0] in "+- " for line in lines)
    zone = dns.zone.from_text("\n".join(line[1:] for line in lines if line[0] in "+ "), origin=".", check_origin=False)
    texts = {rdata.to_text() for _, _, rdata in zone.iterate_rdatas("TXT")}
    assert texts == {rdata for edit in wanted if edit.rdtype == "TXT" for rdata in edit.after}


@pytest.mark.parametrize("records", [HOSTILE, LONG])
async def test_octodns_reads_the_same_text(records: str) -> None:
    """The YAML has one document for each zone, and its values are the joined strings with semicolons escaped."""
    wanted = edits(await plan(records, *TWO))
    (document,) = yaml.safe_load_all(TOOLS["octodns"](wanted))
    rrsets = {entry["type"]: entry for entry in document[""]}
    expected = []
    for edit in wanted:
        for rdata in edit.after if edit.rdtype == "TXT" else ():
            parsed = dns.rdata.from_text("IN", "TXT", rdata)
            expected.append(b"".join(parsed.strings).decode("latin-1").replace(";", "\\;"))
    assert rrsets["TXT"]["values"] == expected


@pytest.mark.parametrize("records", [HOSTILE, LONG])
async def test_an_update_script_is_taken_by_a_real_tool_once(records: str, tmp_path: Path) -> None:
    """Knsupdate publishes what the plan says; the second time the prerequisites no longer hold, and nothing changes."""
    if shutil.which("knsupdate") is None:
        assert not os.environ.get("CI"), "script/test installs knot-dnsutils"
        pytest.skip("knsupdate is not installed (Debian: apt install knot-dnsutils)")
    zone = ZONES["example.jp"].replace("@ MX 10 relay1\n", "").replace('@ TXT "verification=1"\n', "")
    zone = zone.replace('@ TXT "v=spf1 ip4:203.0.113.11 -all"', records)
    made = await plan(records, *TWO)
    wanted = tuple(edit for edit in edits(made) if edit.rdtype == "TXT")
    with knot(tmp_path / "knot", {"example.jp": zone, "113.0.203.in-addr.arpa": REVERSE}) as server:
        script = tmp_path / "script"
        head = f"server {server.address.address} {server.address.port}\n"
        script.write_text(head + TOOLS["nsupdate"](wanted).replace("show\n", "") + "\n")
        command = ["knsupdate", "-y", f"hmac-sha256:hiyari:{SECRET}", str(script)]
        first = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: ASYNC221, S603
        assert first.returncode == 0, first.stdout + first.stderr
        published = txt(server.address)
        assert published == sorted(rdata for edit in wanted for rdata in edit.after)
        again = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: ASYNC221, S603
        assert again.returncode != 0
        assert txt(server.address) == published


async def test_what_takes_records_away_is_named_as_the_next_step() -> None:
    """A plan whose next stage is a withdrawal shows the command that apply will accept."""
    retiring = (host(1, HostState.RETIRING), host(2, HostState.ACTIVE))
    made = await plan('@ TXT "v=spf1 ip4:203.0.113.11 ip4:203.0.113.12 -all"', *retiring)
    assert as_text(made, Translator("en")).endswith(f"--digest {made.digest} --stage withdraw")


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_hostile_zone_data_cannot_move_the_cursor(language: str) -> None:
    """Neither terminal nor Markdown gets a control character, and no folded line is wider than the terminal."""
    made = await plan(HOSTILE, *TWO)
    words = Translator(language)
    for shown in (as_text(made, words), as_markdown(made, words)):
        assert all(character.isprintable() or character == "\n" for character in shown)
    assert made.edits[0][0] is Stage.PREPARE
