"""A web site whose forms are removed from the command line, with two months of an access log."""

from __future__ import annotations

import json
import os
import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hiyari.cli.main import main
from hiyari.lab.website import logged
from hiyari.lab.website_files import NEW_FORM, OLD_FORM, SiteFiles, write_site

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = "http://www.example.jp/contact/"
_INVENTORY = """
[[host]]
name = "www.example.jp"
role = "web"
egress = ["203.0.113.31"]

[[webroot]]
host = "www.example.jp"
path = "{root}"
url = "http://www.example.jp/"
server_config = "{configuration}"
access_log = "{folder}/access.log"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """Standard output as one line, however it was folded."""
        return " ".join(self.out.split())

    @property
    def json(self) -> dict[str, Any]:
        """Standard output as a value."""
        value: dict[str, Any] = json.loads(self.out)
        return value

    @property
    def command(self) -> list[str]:
        """The last command that it tells to give, without ``hiyari``."""
        lines = [line for line in self.out.splitlines() if line.startswith("    hiyari ")]
        return shlex.split(lines[-1])[1:]

    @property
    def digest(self) -> str:
        """The digest that it shows, whole."""
        found = re.search(r"Digest: ([0-9a-f]{64})", self.out)
        assert found is not None, self.out
        return found[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Yard:
    """The site, and the command line."""

    folder: Path
    files: SiteFiles
    capsys: pytest.CaptureFixture[str]

    @property
    def old(self) -> Path:
        """The form that nobody needs."""
        return self.files.file_of(OLD_FORM)

    @property
    def new(self) -> Path:
        """The form that is used every day."""
        return self.files.file_of(NEW_FORM)

    @property
    def kept(self) -> Path:
        """Where removed files go."""
        return self.folder / "state" / "removed"

    def run(self, *words: str) -> Said:
        """Run ``hiyari``."""
        self.capsys.readouterr()
        code = main(list(words))
        said = self.capsys.readouterr()
        return Said(code=code, out=said.out, err=said.err)

    def forms(self, *words: str | Path) -> Said:
        """Run ``hiyari forms``."""
        return self.run("forms", *map(str, words))

    def remove(self, *words: str | Path) -> Said:
        """Remove: the plan, then the command that it shows."""
        said = self.run(*self.forms("remove", *words).command)
        assert said.code == 0, said.err
        return said


def furnished(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Yard:
    """Write the site, and let the commands find it."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HIYARI_STATE", str(folder / "state" / "state.db"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("HIYARI_CONFIG", raising=False)
    files = write_site(folder)
    os.utime(files.file_of(OLD_FORM), ns=(1_060_000_000_111_111_111, 1_060_000_000_222_222_222))
    inventory = _INVENTORY.format(root=files.root, configuration=files.configuration, folder=folder)
    (folder / "hiyari.toml").write_text(inventory, "utf-8")
    (folder / "access.log").write_text("".join(f"{line}\n" for line in visits()), "utf-8")
    return Yard(folder=folder, files=files, capsys=capsys)


def visits(days: int = 60, form: str = NEW_FORM) -> list[str]:
    """The access log of so many days, in which one form is used every day."""
    now = datetime.now(UTC).replace(microsecond=0)
    lines = []
    for day in range(days, 0, -1):
        at = (now - timedelta(days=day)).timestamp()
        lines.append(logged(at, "192.0.2.7", "GET /contact/", "200 300", "-", BROWSER))
        lines.append(logged(at + 40, "192.0.2.7", f"POST {form}", "200 40", PAGE, BROWSER))
    return lines
